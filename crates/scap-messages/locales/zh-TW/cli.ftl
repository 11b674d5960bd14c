# scap 指令在終端機上所說的話。識別名稱以指令或用途開頭。

## 共用

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

## 插卡

insert-card-holder = 請插入附卡。
insert-card-signer = 請插入正卡，準備簽發。
insert-card-subject = 請插入要查詢的卡片（正卡或附卡）。
insert-card-wrong = 這不是需要的卡片：{ $message }
insert-card-waiting = 等候卡片，按 Ctrl+C 取消……
choose-card-header = 有一張以上的卡片符合條件：
choose-card-line = { $number }. { $label }（統一編號 { $business_number }，讀卡機：{ $reader }）
choose-card-question = 要使用哪一張？請輸入編號

## PIN 碼與用戶代碼

pin-question = 請輸入{ $rank }「{ $label }」的 PIN 碼
pin-tries-left = { $tries_left ->
        [1] 只剩 1 次機會，再錯就會鎖卡。
       *[other] 還可以再試 { $tries_left } 次。
    }
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

## scap readers

readers-empty = （無卡片）
readers-inserted = 插入：{ $reader }「{ $label }」
readers-removed = 取出：{ $reader }

## scap activate

activate-confirm = 要啟用這張附卡的附卡授權嗎？
activate-done = 附卡「{ $label }」已啟用附卡授權。

## scap issue

issue-reissue-header = 這張附卡上已有授權證：
issue-reissue-question = 要重新簽發並取代它嗎？
issue-unchanged = 未重新簽發，卡片內容沒有變動。
issue-terms-header = 附卡授權同意事項（{ $version } 版）
issue-terms-question = 您同意以上內容嗎？
issue-terms-noted = 附卡將以簽章同意 { $version } 版的同意事項。
issue-review-header = 請確認授權內容：
issue-review-question = 內容正確，要簽發嗎？
issue-signed = 授權證已簽發，序號 { $serial }。
issue-done = 授權證 { $serial } 已寫入附卡「{ $label }」，並完成登錄。
issue-ask-kind = 持卡者證號的種類（1 國民身分證字號或居留證號，2 其他證號）
issue-ask-number = 持卡者證號
issue-ask-application = 授權內容{ $slot }：應用系統編號（空白表示不使用）
issue-ask-unit = 使用單位編號（空白表示不指定）
issue-ask-role = 使用者角色編號，可用逗號分隔（空白表示不指定）

## scap view

view-header = 附卡「{ $label }」上的授權證
view-saved = 已儲存到 { $file }。

## scap records

records-none = 這段期間沒有紀錄。
records-header = { $direction ->
        [granted] 由這張卡片簽發的授權（{ $from } 至 { $to }）
       *[received] 簽發給這張卡片的授權（{ $from } 至 { $to }）
    }
records-count = 共 { $count } 筆。
records-more = 只列出最新的 { $count } 筆；請縮小時間範圍以查詢其他紀錄。
records-written = 已寫卡
records-not-written = 未寫卡

## scap ac

ac-valid = 授權證有效。
ac-invalid = 授權證無效。
ac-check-passed = 通過
ac-check-failed = 未通過
ac-not-checked = 未提供 --holder，因此沒有檢查：{ $checks }

## scap soft-card 與 scap test-ca

test-ca-created = 已在 { $folder } 建立測試憑證機構。
soft-card-created = 已在 { $folder } 建立軟體卡片「{ $label }」（{ $rank }，憑證序號 { $serial }）。
