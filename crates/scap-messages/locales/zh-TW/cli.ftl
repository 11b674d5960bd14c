# scap 指令在終端機上所說的話。識別名稱以指令或用途開頭。

## 共用

answer-yes = 是
answer-no = 否
answer-yes-no = （y 是／n 否）
answer-yes-keys = y yes 是
answer-no-keys = n no 否
answer-unclear = 請輸入 y 或 n。
rank-primary = 正卡
rank-secondary = 附卡
failure-line = 錯誤：{ $message }
failure-why = 原因：{ $why }
failure-advice = 建議：{ $advice }
failure-code = 代碼：{ $code }
update-available = 有新版本 { $newest }，目前版本為 { $current }。
update-download = 下載：{ $url }
about = 工商憑證附卡授權：簽發、修改、檢視與查驗附卡授權證的開放軟體，以 Apache-2.0 授權。

## 插卡

insert-card-holder = 請插入附卡。
insert-card-signer = 請插入簽發用的卡片（正卡，或已獲分層授權的附卡）。
insert-card-primary = 請插入正卡。
insert-card-subject = 請插入要查詢的卡片（正卡或附卡）。
insert-card-wrong = 這不是需要的卡片：{ $message }
insert-card-waiting = 等候卡片，按 Ctrl+C 取消……
choose-card-header = 有一張以上的卡片符合條件：
choose-card-line = { $number }. { $label }（憑證序號 { $serial }，統一編號 { $business_number }，讀卡機：{ $reader }）
choose-card-question = 要使用哪一張？請輸入編號

## PIN 碼與用戶代碼

pin-question = 請輸入{ $rank }「{ $label }」的 PIN 碼
pin-tries-left = { $tries_left ->
        [1] 只剩 1 次機會，再錯就會鎖卡。
       *[other] 還可以再試 { $tries_left } 次。
    }
pin-tries-low = 先前輸入過錯誤的 PIN 碼，剩餘次數已減少；連續錯誤 3 次就會鎖卡。
pin-at-reader = 請在讀卡機的鍵盤上輸入{ $rank }「{ $label }」的 PIN 碼；要離開請按讀卡機上的取消鍵。
pin-rejected = PIN 碼錯誤。
user-code-question = 請輸入用戶代碼
user-code-rejected = { $tries_left ->
        [absent] 用戶代碼錯誤。
        [1] 用戶代碼錯誤，只剩 1 次機會。
       *[other] 用戶代碼錯誤，還可以再試 { $tries_left } 次。
    }

## 卡片資料

card-field-label = 卡片名稱
card-field-reader = 讀卡機
card-field-number = 卡片號碼
card-field-rank = 卡別
card-field-subject = 憑證主體
card-field-business-number = 統一編號
card-field-serial = 憑證序號
card-field-issuer = 發行單位
card-field-valid = 憑證有效期間
card-field-area = 授權區
card-field-error = 無法使用
card-valid-range = { $not_before } 至 { $not_after }
area-state-none = 無（正卡沒有授權區）
area-state-closed = 尚未啟用
area-state-open-empty = 已啟用，尚無授權證
area-state-open-used = 已啟用，存有授權證
area-state-locked = 已鎖定
area-state-unsupported = 無法使用（這張卡片沒有可以存放授權證的位置）

## scap readers

readers-empty = （無卡片）
readers-inserted = 插入：{ $reader }「{ $label }」
readers-removed = 取出：{ $reader }
readers-inserted-unknown = 插入：{ $reader }
readers-added = 讀卡機已連接：{ $reader }
readers-unplugged = 讀卡機已移除：{ $reader }
readers-service-started = 智慧卡服務執行中
readers-service-stopped = 智慧卡服務未執行

## scap activate

activate-confirm = 要啟用這張附卡的附卡授權嗎？
activate-done = 附卡「{ $label }」已啟用附卡授權。

## scap issue

issue-reissue-header = 這張附卡上已有授權證：
issue-reissue-question = 要重新簽發並取代它嗎？
issue-unchanged = 未簽發，沒有任何變動。
issue-terms-header = 附卡授權同意事項（{ $version } 版）
issue-terms-question = 您同意以上內容嗎？
issue-terms-noted = 附卡將以簽章同意 { $version } 版的同意事項。
issue-review-header = 請確認授權內容：
issue-review-question = 內容正確，要簽發嗎？
issue-signed = { $kind ->
        [delegation] 分層授權證已簽發，序號 { $serial }。
       *[application] 授權證已簽發，序號 { $serial }。
    }
issue-done = 授權證 { $serial } 已寫入附卡「{ $label }」，並完成登錄。
issue-unwritten = 授權證 { $serial } 已簽發，但尚未完成寫卡。排除問題後，請以 scap issue --resume 完成。
issue-finish-header = 先前已為這張附卡簽發授權證 { $serial }，但尚未寫入卡片：
issue-finish-question = 要將它寫入卡片嗎？（選擇「否」會另行簽發一張取代它）
issue-finish-skipped = 先前簽發但未寫入的授權證 { $serial } 將由這次簽發的授權證取代。
news-record-sent = 先前寫卡的紀錄（授權證 { $serial }）已補送到伺服器。
news-record-refused = 先前寫卡的紀錄（授權證 { $serial }）遭伺服器拒絕 [{ $code }]。紀錄仍保存在這台電腦，之後會再送出；請洽系統管理人員。
news-no-journal = 無法讀寫這台電腦上的待辦紀錄（{ $reason }）：作業若中斷，將無法從中斷處繼續。
delegate-unit = 分層授權的使用單位
delegate-role = 分層授權的使用者角色
delegate-done = 分層授權證 { $serial } 已簽發給附卡「{ $label }」，並完成登錄。
undelegate-header = 要停用的分層授權證：
undelegate-serial = 要停用的分層授權證序號：{ $serial }
undelegate-question = 停用後這張附卡不能再簽發授權，確定要停用嗎？
undelegate-done = 分層授權證 { $serial } 已停用（{ $at }）。
undelegate-unchanged = 未停用，沒有任何變動。

## 填寫授權內容

keys-list = 上下鍵選擇，Enter 確定，Esc 返回
keys-filter = 輸入文字篩選，上下鍵選擇，Enter 確定，Esc 返回
keys-line = Enter 確定，Esc 返回
keys-checks = 上下鍵移動，空白鍵勾選，Enter 完成，Esc 返回
keys-decide = 上下鍵選擇，Enter 確定，Esc 返回修改
keys-confirm = 上下鍵選擇，或按 y、n，再按 Enter 確定
form-field = { $label }：{ $value }
form-with-code = { $name }（{ $code }）
form-none = （無）
form-unset = （尚未填寫）
form-keep = 沿用：{ $value }
form-own = 自行輸入
form-filter = 篩選：{" "}
form-filter-none = 沒有符合的項目。
form-text-blank = 可以空白，表示不指定。
form-text-long = 最多 { $max } 個字。
form-menu-application = 授權內容：選擇要填寫的項目
form-menu-delegation = 分層授權：選擇要填寫的項目
form-finish = 填寫完成，檢查內容
form-leave = 尚未簽發，離開後填寫的內容不會保留。要離開嗎？
form-leave-stay = 繼續填寫
form-leave-go = 離開，不簽發
form-holder = 持卡者證號
form-holder-kind = { $kind ->
        [national_id] 國民身分證字號或居留證號
       *[other] 其他證號
    }
form-holder-question = { $kind ->
        [national_id] 請輸入國民身分證字號或居留證號
       *[other] 請輸入其他證號
    }
form-id-form = 1 個英文字母加 9 個數字，例如 A123456789。
form-id-letter = 第 1 碼應為英文字母。
form-id-digit = 第 { $position } 碼應為數字。
form-id-missing = 還差 { $count } 碼。
form-id-extra = 多了 { $count } 碼。
form-id-right = 格式與檢查碼正確。
form-application = 授權內容{ $slot }：選擇應用系統
form-application-none = （不使用授權內容{ $slot }）
form-application-used = 已用於授權內容{ $slot }
form-application-gone = 應用系統目錄中已沒有這個應用系統，請改選或清除。
form-unit = 使用單位
form-unit-question = 授權內容{ $slot }：選擇使用單位
form-unit-here = 使用這一層：{ $unit }
form-unit-below = 下有 { $count } 個單位
form-unit-none = 不指定使用單位
form-unit-name = 使用單位名稱
form-unit-code = 使用單位代碼
form-role = 使用者角色
form-role-question = 授權內容{ $slot }：勾選使用者角色，可以不只一個
form-role-none = 未勾選，表示不指定使用者角色。
review-card = 附卡
review-card-value = { $label }（統一編號 { $business_number }）
review-slot = 授權內容{ $slot }
review-application = 應用系統
review-nothing = 未授權任何應用系統：簽發後，這張附卡原有的授權全部失效。
review-sign = 內容正確，簽發
review-change = 返回修改
review-leave = 取消，不簽發

## scap batch

batch-question = 要簽發 { $cards } 張附卡嗎？
batch-checked = 檔案內容沒有問題：{ $cards } 張附卡，共 { $applications } 項應用系統。
batch-card-wanted = 下一張：卡片 { $card }，持卡者 { $holder }。
batch-card-issued = { $card }：已簽發，序號 { $serial }
batch-card-failed = { $card }：{ $message } [{ $code }]
batch-done = 已簽發 { $issued } 張、失敗 { $failed } 張、未處理 { $left } 張、先前已完成 { $skipped } 張。結果檔：{ $file }

## scap view

view-header = 附卡「{ $label }」上的授權證
view-saved = 已儲存到 { $file }。

## scap records

records-none = 沒有符合條件的紀錄。
records-header = { $direction ->
        [granted] 由這張卡片簽發的授權
       *[received] 簽發給這張卡片的授權
    }{ $from ->
        [absent] { $to ->
            [absent] {""}
           *[other] （至 { $to } 為止）
        }
       *[other] { $to ->
            [absent] （自 { $from } 起）
           *[other] （{ $from } 至 { $to }）
        }
    }
records-count = 共 { $count } 筆。
records-more = 只列出最新的 { $count } 筆；請縮小時間範圍以查詢其他紀錄。
records-written = 已寫卡
records-not-written = 未寫卡
records-state = { $state ->
        [active] 有效
        [superseded] 已被取代
        [deactivated] 已停用
       *[expired] 已過期
    }
records-kind = { $kind ->
        [delegation] 分層授權
       *[application] 應用授權
    }
records-show-question = 要查看第幾筆的內容？（直接按 Enter 結束）

## scap config

config-password-question = 請輸入代理伺服器帳號的密碼
config-password-keyring = 密碼已存入作業系統的金鑰圈（keyring）。
config-password-file = 這台電腦沒有金鑰圈（keyring）可用，密碼已存入 { $file }，只有您可以讀取。

## scap ac

ac-valid = 授權證有效。
ac-invalid = 授權證無效。
ac-check-passed = 通過
ac-check-failed = 未通過
ac-not-checked = 未提供 --login 或 --holder，因此沒有檢查：{ $checks }
ac-status-not-asked = 未提供 --ac-crl 或 --ocsp，因此沒有檢查授權是否已經廢止。
ac-logged-in = { $signed_at ->
        [absent] 登入的卡片：統一編號 { $business_number } 的{ $rank }，憑證序號 { $serial }
       *[other] 登入的卡片：統一編號 { $business_number } 的{ $rank }，憑證序號 { $serial }，簽章時間 { $signed_at }
    }

## scap soft-card 與 scap test-ca

test-ca-created = 已在 { $folder } 建立測試憑證機構。
soft-card-created = 已在 { $folder } 建立軟體卡片「{ $label }」（{ $rank }，憑證序號 { $serial }）。
