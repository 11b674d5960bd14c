# 視窗程式所說的話。與指令共用的在 cli.ftl。

## 共用

gui-name = 工商憑證附卡授權
gui-title = { $page } － 工商憑證附卡授權
gui-title-part = { $function }：{ $part }
gui-home-title = 首頁
gui-asks-insert = 等候插卡
gui-asks-choose = 選擇卡片
gui-asks-pin = 輸入 PIN 碼
gui-asks-card = 確認卡片
gui-asks-user-code = 輸入用戶代碼
gui-asks-decision = 請選擇
gui-asks-terms = 同意事項
gui-asks-content = 填寫內容
gui-asks-review = 確認內容
gui-asks-certificate = 已簽發
gui-asks-done = 完成
gui-asks-unchanged = 未變動
gui-asks-failed = 未完成
gui-back = 返回
gui-next = 下一步
gui-close = 關閉
gui-home = 回首頁
gui-try-again = 再試一次
gui-put-away = 知道了
gui-open-settings = 開啟設定
gui-copy-all = 複製全部內容
gui-cancel-function = 放棄並離開
gui-leave-function = 離開
gui-leave-signed = 授權證已簽發，但還沒有寫入附卡。現在離開也不會遺失，之後可以從首頁繼續寫入。要離開嗎？
gui-unchanged = 沒有任何變動。
gui-day = { $year } 年 { $month } 月 { $day } 日
gui-validity = { $state ->
        [early] 尚未生效：{ $from }至{ $to }
        [over] 已過期：{ $from }至{ $to }
       *[valid] 有效：{ $from }至{ $to }（還有 { $days } 天）
    }

## 失敗

gui-failure-details = 詳細資料
gui-failure-page = 這個代碼的說明
gui-help-title = 說明：{ $code }

## 步驟

gui-step = 第 { $number } 步，共 { $count } 步：{ $name }
gui-step-card = 卡片
gui-step-secondary = 附卡
gui-step-user-code = 用戶代碼
gui-step-content = 內容
gui-step-review = 確認
gui-step-signer = 正卡
gui-step-primary = 正卡
gui-step-write = 寫入
gui-step-confirm = 確認
gui-step-shown = 結果
gui-step-done = 完成

## 首頁

gui-activate = 啟用附卡授權
gui-activate-about = 每張附卡第一次使用前做一次，需要用戶代碼。
gui-sign = 簽發授權
gui-sign-about = 授權附卡使用應用系統，也可以修改、取消或分層授權。
gui-view = 檢視授權
gui-view-about = 看附卡上有哪些授權，並可存成文字檔。
gui-records = 查詢紀錄
gui-records-about = 查詢一張卡片簽發過或收到的授權。
gui-settings = 設定
gui-settings-about = 網路連線、語言、文字大小、配色與讀卡機。
gui-about = 關於與診斷
gui-about-about = 版本、授權條款，以及排除問題所需的資料。
gui-leave = 離開
gui-leave-about = 關閉程式。做到一半的工作不會留下不完整的資料。
gui-issue = 簽發新的授權
gui-issue-about = 讓一張附卡的持卡人可以使用指定的應用系統。
gui-modify = 修改授權
gui-modify-about = 以附卡上現有的內容為基礎，修改後重新簽發。
gui-cancel = 取消授權
gui-cancel-about = 取消附卡上的一項或全部授權。
gui-delegate = 簽發分層授權
gui-delegate-about = 讓一張附卡可以代替正卡，簽發授權給其他附卡。
gui-undelegate = 停用分層授權
gui-undelegate-about = 附卡從此不能再代替正卡簽發授權。
gui-finish = 繼續寫入附卡
gui-finish-about = 完成先前中斷的寫卡。
gui-standing = 目前狀態
gui-readers-looking = 正在尋找讀卡機……
gui-readers-none = 沒有讀卡機。請接上讀卡機。
gui-reader-empty = 沒有卡片
gui-card-seen = { $rank }「{ $label }」
gui-card-entity = { $subject }（統一編號 { $number }）
gui-card-authorizes = 可使用：{ $names }
gui-card-authorizes-nothing = 存有授權證，但未授權任何應用系統
gui-area-open = 已啟用
gui-server-asking = 正在連線到伺服器……
gui-server-met = 伺服器已連線
gui-left-unwritten = 有 { $count } 張授權證已簽發，但還沒有寫入附卡。
gui-left-certificate = 授權證 { $serial }，附卡憑證序號 { $card }
gui-left-records = 有 { $count } 筆寫卡紀錄還沒有送到伺服器，會在下次連線時自動補送。
gui-send-now = 現在補送

## 卡片與密碼

gui-insert-waiting = 插入後會自動辨識，不必按任何按鈕。
gui-choose-card-header = 請選擇要使用的卡片：
gui-insert-back = 請插回附卡「{ $label }」。只有一台讀卡機時，請先取出正卡。
gui-choose-card = { $rank }「{ $label }」（憑證序號 { $serial }，讀卡機：{ $reader }）
gui-activate-yes = 啟用
gui-activated-next = 現在可以簽發授權給這張附卡。
gui-pin-question = 請輸入{ $rank }「{ $label }」的 PIN 碼
gui-pin = PIN 碼
gui-pin-rule = 1 至 8 個字元；連續錯誤 3 次就會鎖卡。
gui-pin-at-reader = 請在讀卡機的鍵盤上輸入 PIN 碼；要離開請按讀卡機上的取消鍵。
gui-pin-at-reader-begin = 開始輸入
gui-caps-lock = 大寫鎖定（Caps Lock）可能已開啟。
gui-user-code = 用戶代碼
gui-user-code-about = 申請附卡時所設定的代碼；錯誤 3 次就會鎖住。
gui-user-code-blank = 請輸入用戶代碼。

## 等候

gui-wait-card = 正在使用卡片……
gui-wait-card-stay = 請不要取出卡片。
gui-wait-read = 等候伺服器提供資料
gui-wait-request = 等候伺服器處理申請
gui-wait-record = 等候伺服器登錄
gui-wait-seconds = 已等候 { $seconds } 秒
gui-wait-limit = 最多等候 15 秒。停止等候不會留下不完整的資料。
gui-stopped = 已停止等候伺服器。
gui-stopped-changing = 伺服器可能已經完成這次的要求。請先以首頁的「查詢紀錄」確認，再決定要不要再試一次。
gui-wait-stop = 停止等候

## 簽發

gui-terms-agree = 我同意以上內容
gui-terms-disagree = 不同意，離開
gui-reissue = 重新簽發
gui-finish-header = 先前已為這張附卡簽發授權證，但還沒有寫入卡片：
gui-finish-write = 寫入附卡
gui-deactivate = 停用
gui-undelegate-done = 分層授權證 { $serial } 已停用。
gui-signed = 授權證已簽發。最後一步是把它寫入附卡。
gui-signed-delegation = 分層授權證已簽發，不必寫入附卡。
gui-next-write = 下一步：寫入附卡
gui-unwritten = 授權證 { $serial } 已簽發，但還沒有寫入附卡。它不會遺失，可以現在或之後繼續寫入。

## 授權證

gui-means-application = 此附卡可代表 { $entity } 使用「{ $application }」{ $unit ->
        [absent] {""}
       *[other] ，單位為 { $unit }
    }{ $role ->
        [absent] {""}
       *[other] ，角色為 { $role }
    }。
gui-means-delegation = 此附卡可代表 { $entity } 簽發授權給同一主體的其他附卡。
gui-means-nothing = 此附卡目前未被授權使用任何應用系統。
gui-save = 存成文字檔
gui-save-path = 檔案名稱（.txt）
gui-save-now = 儲存
gui-save-pick = 選擇位置……

## 授權內容

gui-content-next = 下一步：確認內容
gui-content-optional = 以下都可以不填，依應用系統的需要填寫。
gui-content-slots = 授權內容（最多五項，不必依序使用）
gui-content-tab = { $name ->
        [absent] { $slot }（未使用）
       *[other] { $slot } { $name }
    }
gui-content-search = 搜尋應用系統的名稱或代碼，按上下鍵與 Enter 選擇
gui-content-noted = { $name }；{ $note }
gui-content-duplicate = 「{ $name }」已用於授權內容{ $slot }。每個應用系統只能授權一次。
gui-content-change = 改選應用系統
gui-content-change-not = 不改選
gui-content-clear = 清除授權內容{ $slot }
gui-content-from-card = 改回卡片上的內容：{ $name }
gui-content-holder-from-card = 改回卡片上的證號
gui-content-look-up = 重新取得使用單位與角色的清單
gui-content-unit-search = 搜尋使用單位，按上下鍵與 Enter 選擇，左右鍵收合或展開
gui-content-units-show = 從清單選擇使用單位
gui-content-units-hide = 收起清單
gui-content-unfold = 展開 { $name }
gui-content-fold = 收合 { $name }
gui-content-roles = 勾選使用者角色，可以不只一個
gui-content-role-text = 使用者角色（也可以自行輸入，以「、」分隔）
gui-content-delegation = 分層授權
gui-content-nothing = 還沒有選擇任何應用系統。這樣簽發後，這張附卡不能使用任何應用系統，原有的授權也全部失效。確定要這樣簽發嗎？
gui-content-nothing-go-on = 仍要繼續
gui-content-cancel = 勾選要取消的授權
gui-content-cancel-one = 取消這一項：{ $slot } { $name }
gui-content-cancel-all = 取消全部
gui-content-cancel-nothing = 請至少勾選一項要取消的授權。
gui-content-cancel-gone = 應用系統目錄中已沒有這個應用系統，這一項必須一併取消。
gui-content-cancel-stays = 取消後，這張附卡仍可使用：{ $names }
gui-content-cancel-none-stays = 取消後，這張附卡不能使用任何應用系統。

## 紀錄

gui-records-intro = 先選擇要查詢的範圍，下一步再插入卡片並輸入 PIN 碼。正卡與附卡都可以查詢。
gui-records-range = 時間範圍
gui-records-last-month = 最近一個月
gui-records-last-year = 最近一年
gui-records-all-time = 全部時間
gui-records-from = 起始日
gui-records-to = 結束日
gui-records-pick-from = 選擇起始日
gui-records-pick-to = 選擇結束日
gui-records-calendar = 月曆
gui-records-open-end = 不限
gui-records-day-forms = 日期可輸入 2026-11-24、2026/11/24 或民國 115/11/24；空白表示不限。
gui-records-day-understood = { $day }（{ $weekday }）
gui-records-day-unclear = 無法辨識這個日期。請輸入例如 2026-11-24 或 115/11/24，或用月曆選擇。
gui-records-direction = 查詢哪些授權
gui-records-granted = 由這張卡片簽發的授權
gui-records-received = 簽發給這張卡片的授權
gui-records-kind = 授權種類
gui-records-kind-all = 全部種類
gui-records-kind-application = 應用授權
gui-records-kind-delegation = 分層授權
gui-records-begin = 下一步：插入卡片
gui-records-range-words = { $from ->
        [absent] { $to ->
            [absent] 全部時間
           *[other] { $to }以前
        }
       *[other] { $to ->
            [absent] { $from }以後
           *[other] { $from }至 { $to }
        }
    }
gui-records-looked-for = { $direction }；{ $range }；{ $kind }
gui-records-none-try = 可以按「另一次查詢」，選擇較長的時間範圍、全部種類，或改查另一個方向；也請確認插入的是要查詢的卡片。
gui-records-these-are-earlier = 這些是接續上一份清單的較早紀錄。
gui-records-more = 這裡只列出最新的 { $count } 筆，還有更早的紀錄。
gui-records-more-how = 查詢更早的紀錄時，須再輸入一次 PIN 碼；也可以按「另一次查詢」縮小時間範圍。
gui-records-authorizes = 應用系統：{ $names }
gui-records-authorizes-nothing = 未授權任何應用系統
gui-records-earlier = 更早的紀錄
gui-records-another = 另一次查詢
gui-records-list = 回到清單
gui-records-entry = { $day }，{ $facts }，序號 { $serial }
gui-records-state-is = 目前狀態：{ $state }
gui-records-not-any-more = 以下是簽發當時的內容，現在已經不適用。
gui-records-issued = 簽發日期
gui-records-write = 寫入附卡
gui-records-ended = 失效日期
gui-calendar-month = { $year } 年 { $month } 月（民國 { $republic } 年）
gui-calendar-weekday = { $day ->
        [monday] 週一
        [tuesday] 週二
        [wednesday] 週三
        [thursday] 週四
        [friday] 週五
        [saturday] 週六
       *[sunday] 週日
    }
gui-calendar-year-before = 前一年
gui-calendar-month-before = 上個月
gui-calendar-month-after = 下個月
gui-calendar-year-after = 後一年
gui-calendar-today = 今天：{ $day }（有框線的日期）
gui-calendar-is-today = 今天
gui-calendar-keys = 鍵盤：方向鍵移動，Page Up、Page Down 換月（加 Shift 換年），Home、End 到週首、週末，Enter 選取，Esc 關閉。

## 設定

gui-colours-system = 跟隨系統
gui-colours-light = 淺色
gui-colours-dark = 深色
gui-colours-high-contrast = 高對比
gui-settings-network = 網路
gui-settings-server = 伺服器位址
gui-settings-server-rule = 以 https:// 開頭；只有連到本機時才可使用 http://。空白時使用預設的位址。
gui-settings-proxy = 代理伺服器（Proxy）
gui-settings-proxy-system = 沿用系統設定
gui-settings-proxy-off = 不使用
gui-settings-proxy-this = 使用下列代理伺服器
gui-settings-proxy-address = 代理伺服器位址
gui-settings-proxy-rule = 主機與埠號，例如 http://proxy.example:3128；帳號與密碼請填在下面。
gui-settings-proxy-blank = 請輸入代理伺服器的位址。
gui-settings-account = 代理伺服器帳號（不需要時留白）
gui-settings-password = 代理伺服器密碼
gui-settings-password-set = 已設定
gui-settings-password-keyring = 存放在作業系統的金鑰圈（keyring）中。
gui-settings-password-file = 存放在只有您可以讀取的檔案：{ $file }
gui-settings-password-about = 儲存時會放進作業系統的金鑰圈（keyring）；沒有金鑰圈時，放進只有您可以讀取的檔案。
gui-settings-password-replace = 更換密碼
gui-settings-password-remove = 移除密碼
gui-settings-password-removed = 儲存後將移除密碼。
gui-settings-password-keep = 保留原來的密碼
gui-settings-try = 測試連線
gui-settings-try-about = 以目前填寫的內容測試，不會儲存。
gui-settings-trying = 正在測試連線……
gui-settings-trying-limit = 最多等候 15 秒。
gui-settings-tried = 連線成功，伺服器版本 { $version }。
gui-settings-appearance = 語言與外觀
gui-settings-language = 語言（Language）
gui-settings-text-size = 文字大小
gui-settings-colours = 配色
gui-settings-cards = 卡片
gui-settings-module = 卡片驅動程式（PKCS#11 模組）
gui-settings-module-automatic = 自動尋找（建議）
gui-settings-module-file = 指定檔案
gui-settings-module-path = 模組檔案
gui-settings-module-missing = { $name }（沒有安裝）
gui-settings-module-blank = 請輸入或選擇模組檔案。
gui-settings-reader = 讀卡機
gui-settings-reader-any = 任何一台（建議）
gui-settings-reader-missing = { $name }（目前沒有接上）
gui-settings-advanced = 進階設定
gui-settings-soft-cards = 軟體卡片資料夾（評估用）
gui-settings-soft-cards-about = 不使用讀卡機，以資料夾中的測試卡片試用本程式。一般使用請留白。
gui-settings-area-file = 授權區檔案（area_file）
gui-settings-area-file-about = 授權存放在卡片上的哪一個檔案。除非發卡單位或資訊人員提供，否則請留白。
gui-settings-pick = 選擇……
gui-settings-fixed = 這次執行已由命令列或環境變數指定，在這裡無法變更。
gui-settings-save = 儲存
gui-settings-saving = 正在儲存……
gui-settings-saved = 已儲存。
gui-settings-mend = 還沒有儲存：請先修正標示的欄位。
gui-settings-advice-network = 請確認網路已連通，並檢查這一頁的伺服器位址與代理伺服器，再測試一次。
gui-settings-advice-field = 請修改這一頁上的相關欄位，再儲存一次。
gui-settings-advice-broken = 請按「改用全新的設定」，或請系統管理人員修正設定檔。
gui-settings-leave = 變更還沒有儲存。離開前要儲存嗎？
gui-settings-save-and-leave = 儲存並離開
gui-settings-leave-unsaved = 不儲存
gui-settings-stay = 繼續編輯
gui-settings-file = 設定檔：{ $file }
gui-settings-replace = 改用全新的設定
gui-settings-replace-question = 所有設定會回復成預設值；目前的設定檔會改名保留，名稱後面加上 .old。要改用全新的設定嗎？
gui-settings-replace-yes = 改用全新的設定檔
gui-settings-replace-no = 不變更

## 關於與診斷

gui-about-what = 公司行號與其他工商主體用來簽發、修改、檢視與取消附卡授權證的開放軟體。
gui-about-version = 版本
gui-about-licence = 授權條款
gui-about-newest = 這是伺服器所知的最新版本。
gui-about-unknown = 連上伺服器後，才知道是否有新版本。
gui-about-parts = 所使用的軟體與字型
gui-about-parts-about = 本程式包含下列軟體與字型，各依其授權條款使用。
gui-about-parts-show = 名稱、版本與授權條款
gui-diagnosis = 診斷
gui-diagnosis-about = 請人協助時，可以複製以下內容給對方。內容不含姓名與完整的證號、序號。
gui-diagnosis-again = 重新整理
gui-diagnosis-looking = 正在收集資料……
gui-diagnosis-copied = 已複製到剪貼簿。
gui-diagnosis-none = 無
gui-diagnosis-program = 程式
gui-diagnosis-version = 版本
gui-diagnosis-system = 作業系統
gui-diagnosis-renderer = 繪圖方式
gui-diagnosis-language = 語言
gui-diagnosis-look = 文字大小與配色
gui-diagnosis-window = 視窗大小與比例
gui-diagnosis-readers = 讀卡機
gui-diagnosis-reader = 讀卡機
gui-diagnosis-card-read = 卡片可以讀取
gui-diagnosis-modules = 卡片驅動程式（PKCS#11 模組）
gui-diagnosis-module = 指定的模組
gui-diagnosis-module-missing = 沒有安裝
gui-diagnosis-module-unused = 已安裝，未使用
gui-diagnosis-module-loaded = 使用中
gui-diagnosis-cards = 卡片
gui-diagnosis-card-number = 卡片 { $number }
gui-diagnosis-card = 卡別
gui-diagnosis-authorization = 授權證
gui-diagnosis-authorization-told = 序號 { $serial }，應用系統 { $count } 項
gui-diagnosis-server = 伺服器
gui-diagnosis-address = 位址
gui-diagnosis-state = 狀態
gui-diagnosis-met = 已連線
gui-diagnosis-server-version = 伺服器版本
gui-diagnosis-minimum-client = 可連線的最舊版本
gui-diagnosis-newest-client = 最新版本
gui-diagnosis-proxy = 代理伺服器
gui-diagnosis-settings = 設定
gui-diagnosis-file = 設定檔
gui-diagnosis-set = 已設定的項目
gui-diagnosis-said = 這次執行另外指定的項目
gui-diagnosis-journal = 尚未完成的工作
gui-diagnosis-unwritten = 還沒有寫入附卡的授權證
gui-diagnosis-records = 還沒有送出的寫卡紀錄
gui-diagnosis-failures = 最近的失敗
gui-diagnosis-failure = 失敗

## 評估卡片

gui-evaluation = 評估卡片
gui-evaluation-about = 按一下就可以插入或取出。
gui-evaluation-in = 在讀卡機中
gui-evaluation-out = 不在讀卡機中
gui-evaluation-insert = 插入 { $name }
gui-evaluation-pull = 取出 { $name }
gui-evaluation-pin = PIN 碼：{ $value }
gui-evaluation-code = 用戶代碼：{ $value }
