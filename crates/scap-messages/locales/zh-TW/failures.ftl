# 每一個錯誤代碼一則訊息：值說明發生了什麼事，.advice 說明該怎麼做。
# 識別名稱是代碼，其中的「.」與「_」改成「-」。未提供的引數其值為 absent。

## 讀卡機

reader-none = { $folder ->
        [absent] 找不到讀卡機。
       *[other] 無法讀取軟體卡片資料夾「{ $folder }」：{ $reason }
    }
    .advice = { $folder ->
        [absent] 請確認讀卡機已接上電腦、驅動程式已安裝，並且作業系統的智慧卡服務正在執行，然後再試一次。
       *[other] 請確認路徑（--soft-cards、SCAP_SOFT_CARDS 或設定檔的 soft_cards）正確、確實是資料夾，而且您有讀取權限。
    }
reader-unknown = { $name ->
        [absent] 沒有符合指定名稱的讀卡機。
       *[other] 沒有名為「{ $name }」的讀卡機，讀卡機中也沒有這個名稱的卡片。
    }
    .advice = { $names ->
        [absent] 請以 scap readers 列出讀卡機，再以 --reader 指定其中一台。
       *[other] 請以 --reader 指定下列其中一台：{ $names }。
    }
reader-failed = { $folder ->
        [absent] 讀卡機或智慧卡服務發生錯誤。
       *[other] 無法讀取軟體卡片資料夾「{ $folder }」：{ $reason }
    }
    .advice = { $folder ->
        [absent] 請拔下讀卡機再重新接上，確認驅動程式及智慧卡服務運作正常。仍無法使用時，請換一個 USB 埠或另一台讀卡機。
       *[other] 請確認路徑（--soft-cards、SCAP_SOFT_CARDS 或設定檔的 soft_cards）正確、確實是資料夾，而且您有讀取權限。
    }
reader-module = 無法載入 PKCS#11 模組{ $module ->
        [absent] 。
       *[other] 「{ $module }」。
    }
    .advice = 請確認檔案路徑正確、檔案確實是符合本機系統的 PKCS#11 模組（例如 HiCOS 所安裝的），再以 --module 或 SCAP_PKCS11_MODULE 指定。

## 卡片

card-absent = 等候時間內沒有偵測到卡片。
    .advice = 請將卡片晶片面朝上插到底，再試一次。
card-unknown = { $name ->
        [absent] 沒有符合指定名稱的卡片。
       *[other] 沒有名為「{ $name }」的卡片或讀卡機。
    }
    .advice = { $names ->
        [absent] 請以 scap readers 列出卡片，再指定其中一張。
       *[other] 目前的卡片有：{ $names }。請指定其中一張，或插入所指定的卡片；可用 --wait 秒數 等候插卡。
    }
card-unreadable = 讀卡機中有卡片，但無法讀取。
    .advice = 請取出卡片、擦拭晶片後重新插好。仍無法讀取時，請換一台讀卡機試試；若其他卡片可以讀取，請向工商憑證管理中心洽詢換發。
card-removed = 作業途中卡片被取出。
    .advice = 卡片上沒有寫入不完整的資料。請插回同一張卡片，再執行一次，作業會從中斷處繼續。
card-unsupported = { $file ->
        [absent] 這張卡片不是工商憑證 IC 卡。
       *[other] 檔案「{ $file }」中沒有工商憑證卡片的憑證。
    }
    .advice = { $file ->
        [absent] 請改插工商憑證管理中心核發的工商憑證正卡或附卡。
       *[other] 請提供正卡或附卡的簽章憑證（PEM 或 DER）。
    }
card-not-secondary = { $card ->
        [absent] 此處需要附卡，但這張卡片不是附卡。
       *[other] 此處需要附卡，但卡片「{ $card }」{ $reader ->
            [absent] 不是附卡。
           *[other] （讀卡機：{ $reader }）不是附卡。
        }
    }
    .advice = 請取出這張卡片，改插要授權的工商憑證附卡。
card-not-primary = { $card ->
        [absent] 此處需要正卡，但這張卡片不是正卡。
       *[other] 此處需要正卡，但卡片「{ $card }」{ $reader ->
            [absent] 不是正卡。
           *[other] （讀卡機：{ $reader }）不是正卡。
        }
    }
    .advice = 請取出這張卡片，改插同一工商主體的工商憑證正卡。
card-changed = 這張卡片不是原先授權的那一張附卡{ $found ->
        [absent] 。
       *[other] （憑證序號 { $found }）。
    }
    .advice = { $expected ->
        [absent] 請插入原先授權的那一張附卡；授權證只能寫入該卡。
       *[other] 請插入憑證序號為 { $expected } 的附卡；授權證只能寫入該卡。
    }
card-certificate-expired = { $not_after ->
        [absent] 這張卡片的憑證已經過期。
       *[other] 這張卡片的憑證已於 { $not_after } 過期。
    }
    .advice = 請至工商憑證管理中心網站辦理憑證展期或換發新卡。
card-certificate-not-yet-valid = { $not_before ->
        [absent] 這張卡片的憑證尚未生效。
       *[other] 這張卡片的憑證要到 { $not_before } 才生效。
    }
    .advice = 請先確認電腦的日期與時間正確；若正確，請待憑證生效後再使用。
card-certificate-revoked = 這張卡片的憑證已經廢止。
    .advice = 廢止的憑證無法恢復。請至工商憑證管理中心網站申請新卡。
card-untrusted = 無法確認這張卡片的憑證是由可信任的憑證機構所簽發。
    .advice = 請確認使用的是正式核發的工商憑證 IC 卡。測試卡片只能搭配信任該測試憑證機構的系統；若卡片無誤，請洽系統管理人員確認信任的根憑證。
card-not-registered = 伺服器沒有這張附卡的登錄資料，無法啟用。
    .advice = 請確認這張附卡已由貴單位申請附卡授權，並洽系統管理人員登錄後再試。
card-ambiguous = { $cards ->
        [absent] 有一張以上的卡片符合條件，無法判斷要使用哪一張。
       *[other] 有一張以上的卡片符合條件，無法判斷要使用哪一張：{ $cards }。
    }
    .advice = 請只留下要用的卡片，或以 --holder、--signer、--card 指定卡片名稱，也可以用 --reader 指定讀卡機。

## PIN 碼

pin-length = PIN 碼不得空白，也不得超過 8 個字元。
    .advice = 請重新輸入 1 至 8 個字元的 PIN 碼。這次輸入未送到卡片，不計入錯誤次數。
pin-incorrect = { $tries_left ->
        [absent] PIN 碼錯誤。
        [0] PIN 碼錯誤，已沒有剩餘的嘗試次數。
       *[other] PIN 碼錯誤，還可以再試 { $tries_left } 次。
    }
    .advice = 請確認後再輸入。連續錯三次會鎖卡，需到工商憑證管理中心網站辦理解鎖。
pin-locked = 這張卡片的 PIN 碼已鎖定。
    .advice = 請到工商憑證管理中心網站辦理鎖卡解碼，解鎖後再試一次。
pin-required = 這項作業需要先驗證 PIN 碼。
    .advice = 請插好卡片、輸入 PIN 碼後再試；卡片重新插入後，PIN 碼必須重新輸入。

## 授權區

area-not-open = 這張附卡尚未啟用附卡授權。
    .advice = 請先以這張附卡完成「啟用附卡授權」（指令 scap activate），再進行簽發。
area-already-open = 這張附卡已經啟用過附卡授權。
    .advice = 一張附卡只需啟用一次，不必再做任何事，可以直接簽發授權。
area-locked = 這張附卡的授權區已鎖定。
    .advice = 請到工商憑證管理中心網站的「憑證 IC 卡相關作業」辦理鎖卡解碼，再試一次。
area-full = { $needed ->
        [absent] 授權證超過附卡授權區的容量。
       *[other] { $capacity ->
            [absent] 授權證有 { $needed } 位元組，超過附卡授權區的容量。
           *[other] 授權證有 { $needed } 位元組，附卡授權區只能存放 { $capacity } 位元組。
        }
    }
    .advice = 請減少授權的應用系統，或縮短使用單位與使用者角色的文字後重新簽發。
area-corrupt = 附卡授權區中的資料不是有效的授權證{ $reason ->
        [absent] 。
       *[other] （{ $reason }）。
    }
    .advice = 請重新簽發授權證並寫入這張附卡，即可恢復正常。
area-none = 這張附卡尚未簽發過授權證。
    .advice = 請先以正卡為這張附卡簽發附卡授權（指令 scap issue）。

## 用戶代碼

user-code-incorrect = { $tries_left ->
        [absent] 用戶代碼錯誤。
        [0] 用戶代碼錯誤，已沒有剩餘的嘗試次數。
       *[other] 用戶代碼錯誤，還可以再試 { $tries_left } 次。
    }
    .advice = 請查明申請憑證時設定的用戶代碼後再輸入，並注意英文字母大小寫。連續錯三次，用戶代碼會鎖定。
user-code-locked = 用戶代碼已連續錯誤三次，目前鎖定中。
    .advice = 請洽工商憑證管理中心重設用戶代碼，再進行啟用。

## 工商主體與授權內容

entity-mismatch = { $signer ->
        [absent] 簽發的卡片與被授權的附卡不屬於同一工商主體。
       *[other] { $holder ->
            [absent] 簽發的卡片（統一編號 { $signer }）與被授權的附卡不屬於同一工商主體。
           *[other] 簽發的卡片屬於統一編號 { $signer }，被授權的附卡屬於統一編號 { $holder }，兩者不是同一工商主體。
        }
    }
    .advice = 請改用與附卡同一工商主體的卡片來簽發。
holder-id-missing = 尚未輸入持卡者證號。
    .advice = 請輸入持卡者的國民身分證字號、居留證號，或選擇「其他證號」輸入其他號碼。
holder-id-invalid = { $rule ->
        [form] 持卡者證號的格式不正確：應為 1 個英文字母加 9 個數字，或 2 個英文字母加 8 個數字。
        [gender] 持卡者證號的第 2 碼不正確：應為 1、2、8、9，舊式居留證號則為 A 至 D。
        [checksum] 持卡者證號的檢查碼不正確，可能有一碼輸入錯誤。
        [text] 持卡者證號含有無法使用的字元，或超過 64 個字元。
       *[other] 持卡者證號不正確。
    }
    .advice = 請對照證件重新輸入。若不是身分證字號或居留證號，請選擇「其他證號」。
slot-limit = 一張附卡最多只能授權五個應用系統。
    .advice = 請刪去不需要的應用系統，使總數不超過五個。
slot-duplicate = { $application ->
        [absent] { $slot ->
            [absent] 同一個應用系統或同一欄授權內容重複出現。
           *[other] 授權內容{ $slot } 重複出現。
        }
       *[other] 應用系統「{ $application }」重複授權。
    }
    .advice = 請檢查授權內容 1 至 5，每一欄只能填一個應用系統，每個應用系統只能授權一次。
slot-range = { $number ->
        [absent] 授權內容的欄號不正確。
       *[other] 沒有授權內容{ $number } 這一欄。
    }
    .advice = 授權內容只有 1 至 5 欄，請修改欄號。
slot-unused = { $slot ->
        [absent] 要取消的授權內容並未使用。
       *[other] 授權內容{ $slot } 並未使用，無法取消。
    }
    .advice = 請先檢視附卡上的授權內容（指令 scap view），再指定已使用的欄號。
content-text = { $field ->
        [absent] 授權內容中有一欄文字無法使用。
       *[other] 授權內容的「{ $field }」欄文字無法使用。
    }
    .advice = 文字不得空白、不得含有換行等控制字元，也不得超過欄位長度；應用系統代碼只能使用英文字母、數字與半形符號。
content-file = { $file ->
        [absent] 無法讀取授權內容檔。
       *[other] 無法讀取授權內容檔「{ $file }」{ $reason ->
            [absent] 。
           *[other] ：{ $reason }
        }
    }
    .advice = 請確認檔案存在、您有讀取權限，且內容是符合說明的 JSON 格式，欄位名稱沒有拼錯。
application-unknown = { $application ->
        [absent] 應用系統目錄中沒有這個應用系統。
       *[other] 應用系統目錄中沒有「{ $application }」這個應用系統。
    }
    .advice = 請從目錄中選擇應用系統；若使用授權內容檔，請檢查代碼是否正確，大小寫也要一致。

## 分層授權

delegation-none = 這張附卡從未簽發過分層授權證。
    .advice = 請以「查詢授權相關紀錄」確認。需要分層授權時，請先由正卡簽發。
delegation-inactive = 這張附卡的分層授權已經停用。
    .advice = 請以「查詢授權相關紀錄」確認。仍需分層授權時，請由正卡重新簽發。
delegation-expired = { $not_after ->
        [absent] 這張附卡的分層授權已經過期。
       *[other] 這張附卡的分層授權已於 { $not_after } 過期。
    }
    .advice = 請由正卡重新簽發分層授權證。
delegation-self = 附卡不能授權給自己。
    .advice = 請確認簽發的附卡與被授權的附卡是兩張不同的卡片。

## 網路與伺服器

net-connect = { $url ->
        [absent] 無法連線到伺服器。
       *[other] 無法連線到伺服器 { $url }。
    }
    .advice = 請確認網路已連通、伺服器位址正確；若貴單位上網須經代理伺服器（Proxy），請在網路連線設定中設定。
net-timeout = { $url ->
        [absent] 伺服器沒有在時限內回應。
       *[other] 伺服器 { $url } 沒有在時限內回應。
    }
    .advice = 請稍後再試；重試是安全的，不會重複簽發。若一再發生，請檢查網路及代理伺服器（Proxy）設定。
net-proxy = 無法透過代理伺服器（Proxy）連線。
    .advice = 請檢查網路連線設定中的代理伺服器位址、埠號、帳號與密碼；不需要代理伺服器時，請將它關閉。
net-tls = { $url ->
        [absent] 無法與伺服器建立安全連線。
       *[other] 無法與 { $url } 建立安全連線。
    }
    .advice = 請確認伺服器位址以及電腦的日期時間正確。若貴單位的網路會檢查加密連線，請洽網管人員；為保護您的資料，本軟體不會略過憑證檢查。
server-database = 伺服器目前無法使用資料庫。
    .advice = 請稍後再試；重試是安全的，不會重複簽發。持續發生時，請通知伺服器維運人員。
server-status = { $status ->
        [absent] 伺服器的回應不在預期之內。
       *[other] { $call ->
            [absent] 伺服器的回應不在預期之內（HTTP { $status }）。
           *[other] 執行「{ $call }」時，伺服器的回應不在預期之內（HTTP { $status }）。
        }
    }
    .advice = 請再試一次。仍然發生時，請將以上訊息告知伺服器維運人員。
server-not-found = { $url ->
        [absent] 此位址沒有附卡授權服務。
       *[other] { $url } 沒有附卡授權服務。
    }
    .advice = 請檢查設定中的伺服器位址；若位址正確，請洽伺服器維運人員。
server-refused = { $rule ->
        [absent] 伺服器依其規則拒絕了這項要求。
       *[other] 伺服器依其規則拒絕了這項要求（代碼 { $rule }）。
    }
    .advice = 請先更新本軟體到最新版本再試。仍被拒絕時，請將代碼告知伺服器維運人員。
server-answer = { $call ->
        [absent] 無法理解伺服器的回應。
       *[other] 無法理解伺服器對「{ $call }」的回應。
    }
    .advice = 請確認伺服器位址正確，並將本軟體更新到最新版本。仍然發生時，請洽伺服器維運人員。
server-internal = 伺服器內部發生錯誤。
    .advice = 請稍後再試；重試是安全的。持續發生時，請通知伺服器維運人員。
audit-pending = { $serial ->
        [absent] 授權證已寫入附卡，但寫卡紀錄還沒有送達伺服器。
       *[other] 授權證（序號 { $serial }）已寫入附卡，但寫卡紀錄還沒有送達伺服器。
    }
    .advice = 不需要重新簽發。紀錄已存在本機，下次連線時會自動補送，直到伺服器收到為止。
catalogue-none = 伺服器尚未建立應用系統目錄。
    .advice = 請通知伺服器維運人員匯入應用系統目錄。
terms-outdated = { $current ->
        [absent] 附卡授權同意事項已經更新。
       *[other] 附卡授權同意事項已經更新為 { $current } 版。
    }
    .advice = 請重新執行，閱讀並同意新的內容後再簽發。
request-malformed = { $field ->
        [absent] 伺服器認為要求的格式不正確。
       *[other] 伺服器認為要求中的「{ $field }」不正確。
    }
    .advice = 請將本軟體更新到最新版本再試。仍然發生時，請將以上訊息告知伺服器維運人員。
request-signature = 伺服器無法確認卡片對這項要求的簽章。
    .advice = 請重新插卡再試一次。仍然發生時，這張卡片或其驅動程式可能有問題，請洽工商憑證管理中心。
request-url = { $expected ->
        [absent] 這項要求是為另一個伺服器位址簽章的。
       *[other] 這項要求所簽的位址與伺服器的位址 { $expected } 不同。
    }
    .advice = 請將設定中的伺服器位址改為伺服器對外公告的位址；若經由轉址或代理連線，請洽伺服器維運人員。
request-nonce = 這項要求的一次性驗證碼已使用過或已逾時。
    .advice = 請重新執行一次；途中停留太久時會發生這種情形。
request-unsupported = 伺服器不提供這項功能。
    .advice = 請洽伺服器維運人員，確認伺服器版本是否支援。
version-outdated = { $minimum ->
        [absent] 本軟體的版本過舊，伺服器已不再支援。
       *[other] 本軟體的版本過舊，伺服器只支援 { $minimum } 版以上。
    }
    .advice = { $download ->
        [absent] 請更新到最新版本後再使用。
       *[other] 請從 { $download } 下載最新版本，更新後再使用。
    }

## 簽發紀錄

issuance-unknown = 伺服器沒有這一筆簽發紀錄。
    .advice = 請確認連線的是當初簽發時的伺服器，否則請重新簽發。
issuance-conflict = 這一筆簽發在伺服器上已有不同的內容。
    .advice = 請先查詢這張附卡的授權紀錄，再決定是否重新簽發。
issuance-abandoned = 這一筆簽發太久未完成，伺服器已將它作廢。
    .advice = 請重新簽發；作廢的序號不會再使用。
issuance-not-issued = 這一筆簽發的授權證還沒有送達伺服器。
    .advice = 請重新執行簽發作業，讓授權證先送達伺服器，再登錄寫卡。
serial-exhausted = 這張簽發卡片的授權憑證序號已經用完（最多 999,999 個）。
    .advice = 請換發新的正卡後再簽發。
serial-too-large = 這張卡片的憑證序號過長，無法組成授權憑證序號。
    .advice = 請改用工商憑證管理中心核發的卡片；若卡片無誤，請洽工商憑證管理中心。
serial-invalid = 序號的格式不正確。
    .advice = 序號應為大於零的十進位數字，請檢查後再輸入。
query-range = { $from ->
        [absent] 查詢的起始時間晚於結束時間。
       *[other] { $to ->
            [absent] 查詢的起始時間 { $from } 晚於結束時間。
           *[other] 查詢的起始時間 { $from } 晚於結束時間 { $to }。
        }
    }
    .advice = 請將起始時間改為不晚於結束時間。
query-cursor = 無法從這個位置繼續查詢。
    .advice = 請從第一頁重新查詢。

## 設定、檔案與指令

config-url = { $url ->
        [absent] 設定的網址不正確。
       *[other] 設定的網址「{ $url }」不正確。
    }
    .advice = { $setting ->
        [proxy] 代理伺服器位址（--proxy、SCAP_PROXY 或設定檔的 proxy）的寫法是 http://主機:埠號。
       *[other] 伺服器位址（--server、SCAP_SERVER 或設定檔的 server）須以 https:// 開頭；只有連到本機時才可使用 http://。
    }
config-invalid = { $file ->
        [absent] 設定不正確。
       *[other] { $key ->
            [absent] 設定檔「{ $file }」不正確。
           *[other] 設定檔「{ $file }」的「{ $key }」不正確。
        }
    }
    .advice = { $reason ->
        [absent] 請修正設定，或刪除該設定檔以恢復預設值。
       *[other] 請修正設定，或刪除該設定檔以恢復預設值。原因：{ $reason }
    }
file-read = { $file ->
        [absent] 無法讀取檔案。
       *[other] 無法讀取檔案「{ $file }」{ $reason ->
            [absent] 。
           *[other] ：{ $reason }
        }
    }
    .advice = 請確認檔案存在、路徑正確，而且您有讀取權限。
file-content = { $what ->
        [revocation_list] { $file ->
            [absent] 檔案中沒有可用的憑證廢止清冊。
           *[other] 檔案「{ $file }」中沒有可用的憑證廢止清冊。
        }
       *[other] { $file ->
            [absent] 檔案中沒有可用的憑證。
           *[other] 檔案「{ $file }」中沒有可用的憑證。
        }
    }
    .advice = { $what ->
        [revocation_list] 請提供憑證廢止清冊（CRL），格式為 PEM 或 DER。
       *[other] 請提供 X.509 憑證，格式為 PEM 或 DER；PEM 檔可以包含多張憑證。
    }
file-exists = { $file ->
        [absent] 同名的檔案已經存在，不會覆寫。
       *[other] 「{ $file }」已經存在，不會覆寫。
    }
    .advice = 請改用其他名稱或資料夾；若已不再需要原有的檔案，也可以先將它刪除。
soft-card-name = { $name ->
        [absent] 這個名稱不能作為軟體卡片的名稱。
       *[other] 「{ $name }」不能作為軟體卡片的名稱。
    }
    .advice = 請使用 1 至 128 個位元組的名稱，不得以句點開頭，也不得包含 /、\ 或 :。
file-write = { $file ->
        [absent] 無法寫入檔案。
       *[other] 無法寫入檔案「{ $file }」{ $reason ->
            [absent] 。
           *[other] ：{ $reason }
        }
    }
    .advice = 請確認資料夾存在、您有寫入權限，而且磁碟還有空間。
file-extension = { $file ->
        [absent] 授權證只能儲存為 .txt 檔。
       *[other] 檔名「{ $file }」的副檔名不是 .txt。
    }
    .advice = 請將檔名改為以 .txt 結尾。
input-needed = { $flag ->
        [absent] 需要您輸入資料，但目前沒有終端機可供輸入。
       *[other] 需要您輸入資料，但目前沒有終端機可供輸入；請改用 { $flag } 提供。
    }
    .advice = 在程式或排程中執行時，請以選項提供所有資料；各選項請見 --help。
usage = { $reason ->
        [absent] 指令的用法不正確。
       *[other] 指令的用法不正確：{ $reason }
    }
    .advice = 請以 --help 查看用法。
clock-wrong = 這台電腦的日期與時間不正確。
    .advice = 請校正電腦的日期與時間後再試一次。
cancelled = 已取消。
    .advice = 卡片與伺服器上都沒有未完成的資料；需要時可以重新執行。

## 授權證驗證

ac-too-large = { $max ->
        [absent] 授權證的資料過長。
       *[other] 授權證的資料超過 { $max } 位元組。
    }
    .advice = 這份資料不是附卡授權證，請確認檔案。
ac-der = 這份資料不是屬性憑證。
    .advice = 請確認檔案是附卡授權證，並重新取得完整的檔案。
ac-not-canonical = 授權證的編碼不符合 DER 規定。
    .advice = 請勿採信這份授權證，並向提供者取得原始檔案。
ac-encoding = 檔案中找不到授權證。
    .advice = 請提供 DER、PEM、base64，或由本軟體另存的 .txt 檔。
ac-version = 這份屬性憑證不是第 2 版。
    .advice = 附卡授權證一律為第 2 版，請確認檔案。
ac-serial = 授權證的序號不符合規定。
    .advice = 請勿採信這份授權證，並請簽發單位重新簽發。
ac-algorithm-mismatch = 授權證內外所載的簽章演算法不一致。
    .advice = 請勿採信這份授權證，內容可能遭到竄改。
ac-algorithm-unknown = 不支援授權證所用的簽章演算法。
    .advice = 請以目前的版本重新簽發（SHA256withRSA）。
ac-validity-reversed = 授權證的有效期間起訖顛倒。
    .advice = 請勿採信這份授權證，並請簽發單位重新簽發。
ac-attributes = 授權證的屬性欄位不符合 RFC 5755。
    .advice = 請勿採信這份授權證，並請簽發單位重新簽發。
ac-extensions = 授權證的延伸欄位不符合 RFC 5755。
    .advice = 請勿採信這份授權證，並請簽發單位重新簽發。
ac-holder-form = 授權證沒有以單一卡片憑證指明持卡者。
    .advice = 這份屬性憑證不是附卡授權證，請確認檔案。
ac-issuer-form = 授權證沒有以單一識別名稱指明授權者。
    .advice = 這份屬性憑證不是附卡授權證，請確認檔案。
ac-sha1 = 授權證以 SHA-1 簽章，依目前政策不予接受。
    .advice = 請重新簽發授權證；確需接受舊授權證時，請由管理人員調整政策（--allow-sha1）。
ac-authority-key-identifier = 授權證沒有授權單位金鑰識別元，無法判斷由哪張卡片簽發。
    .advice = 請勿採信這份授權證，並請簽發單位重新簽發。
ac-profile = 這份屬性憑證不是附卡授權證。
    .advice = 請確認檔案；可以用 scap ac show 檢視其內容。
ac-holder-id = 授權證中的持卡者證號不正確。
    .advice = 請重新簽發授權證，並填寫正確的持卡者證號。
ac-slots = 授權證中的授權內容不符合規定。
    .advice = 請重新簽發授權證；每個應用系統只能授權一次，最多五個。
ac-text = 授權證中有無法使用的文字。
    .advice = 請重新簽發授權證，並避免空白或控制字元。
ac-critical-extension = { $oid ->
        [absent] 授權證含有本軟體不認得的重要延伸欄位。
       *[other] 授權證含有本軟體不認得的重要延伸欄位（{ $oid }）。
    }
    .advice = 請將本軟體更新到最新版本再驗證。
ac-not-yet-valid = { $not_before ->
        [absent] 授權證尚未生效。
       *[other] 授權證要到 { $not_before } 才生效。
    }
    .advice = 請確認電腦的日期與時間；若正確，請待生效後再使用。
ac-expired = { $not_after ->
        [absent] 授權證已經過期。
       *[other] 授權證已於 { $not_after } 過期。
    }
    .advice = 請重新簽發授權證。
ac-holder-mismatch = { $named ->
        [absent] 授權證是簽發給另一張附卡的。
       *[other] { $given ->
            [absent] 授權證是簽發給憑證序號 { $named } 的附卡，不是這張卡片。
           *[other] 授權證是簽發給憑證序號 { $named } 的附卡，不是序號 { $given } 的這張卡片。
        }
    }
    .advice = 請使用授權證所指明的附卡，或為這張附卡另行簽發。
ac-holder-rank = 授權證的持卡者不是附卡。
    .advice = 請以附卡的憑證進行驗證；授權證只能簽發給附卡。
ac-outside-holder-validity = 授權證的有效期間超出附卡憑證的有效期間。
    .advice = 請重新簽發授權證；其期限不得晚於附卡憑證。
ac-signer-unknown = 提供的卡片憑證中沒有這份授權證的簽發者。
    .advice = 請提供簽發卡片的憑證（--signer），再驗證一次。
ac-signer-key-usage = 簽發者的憑證不是簽章用憑證。
    .advice = 請提供簽發卡片的簽章憑證，而不是加密憑證。
ac-entity-mismatch = { $signer ->
        [absent] 授權證的簽發者與持卡者不屬於同一工商主體。
       *[other] { $holder ->
            [absent] 授權證的簽發者（統一編號 { $signer }）與持卡者不屬於同一工商主體。
           *[other] 授權證的簽發者屬於統一編號 { $signer }，持卡者屬於統一編號 { $holder }，兩者不是同一工商主體。
        }
    }
    .advice = 請勿採信這份授權證，並由同一工商主體的卡片重新簽發。
ac-delegation-signer = 分層授權證不是由正卡簽發。
    .advice = 請由正卡重新簽發分層授權證。
ac-delegation-self = 授權證是附卡自己簽發給自己的。
    .advice = 請勿採信這份授權證，並由正卡或另一張受分層授權的附卡簽發。
ac-delegation-missing = 授權證由附卡簽發，但沒有提供分層授權證。
    .advice = 請一併提供簽發者的分層授權證（--delegation），再驗證一次。
ac-delegation-invalid = 簽發者的分層授權證無效{ $reason ->
        [absent] 。
       *[other] （{ $reason }）。
    }
    .advice = 請由正卡重新簽發分層授權證，再重新簽發授權證。
ac-delegation-kind = 提供的分層授權證其實是應用授權證。
    .advice = 請改為提供簽發者的分層授權證。
ac-outlives-delegation = 授權證的期限晚於簽發者分層授權的期限。
    .advice = 請在分層授權的期限內重新簽發授權證。
ac-signature = 授權證的數位簽章不正確。
    .advice = 請勿採信這份授權證：內容可能遭到竄改，或檔案已損毀。請重新取得或重新簽發。
ac-signer-expired = 簽發當時，簽發者的憑證已經過期。
    .advice = 請以有效的卡片重新簽發授權證。
ac-signer-not-yet-valid = 簽發當時，簽發者的憑證尚未生效。
    .advice = 請勿採信這份授權證，並請簽發單位檢查簽發時的電腦時間。
ac-signer-revoked = 簽發者的憑證已經廢止。
    .advice = 請以有效的卡片重新簽發授權證。
ac-signer-untrusted = 無法確認簽發者的憑證是由可信任的憑證機構所簽發。
    .advice = 請確認信任的根憑證（--anchors）齊全且正確；若已齊全，請勿採信這份授權證。
ac-holder-expired = 持卡者的附卡憑證已經過期。
    .advice = 請換發附卡，再為新卡簽發授權證。
ac-holder-not-yet-valid = 持卡者的附卡憑證尚未生效。
    .advice = 請確認電腦的日期與時間；若正確，請待憑證生效後再使用。
ac-holder-revoked = 持卡者的附卡憑證已經廢止。
    .advice = 請申請新的附卡，再為新卡簽發授權證。
ac-holder-untrusted = 無法確認持卡者的附卡憑證是由可信任的憑證機構所簽發。
    .advice = 請確認信任的根憑證（--anchors）齊全且正確；若已齊全，請勿採信這張卡片。
ac-application = { $application ->
        [absent] 這份授權證沒有授權使用該應用系統。
       *[other] 這份授權證沒有授權使用應用系統「{ $application }」。
    }
    .advice = 需要使用時，請由正卡修改授權，加入這個應用系統。
ac-not-as-agreed = 簽發的授權證與附卡同意的內容不一致，伺服器未予登錄。
    .advice = 請重新簽發；若再次發生，請更新本軟體並通知伺服器維運人員。
