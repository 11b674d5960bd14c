# docs/failures.zh-TW.md 中，各個錯誤以外的文字。

title = 錯誤代碼與處理方式
other-language = [English](failures.md)
intro =
    每一種錯誤都有固定不變的代碼：`scap` 會在訊息的最後列出，`--json` 的輸出則是 `error.code`，日誌與通訊協定也使用同一個代碼。
    本頁說明每個代碼代表發生了什麼事、原因，以及處理方式。畫面上的訊息可能更詳細，例如指出是哪一張卡片或哪一個檔案。

    未註明時，結束代碼為 1。「原畫面」是原軟體使用手冊 3.6 版第 8 章的圖號或項次。
line = - **{ $label }**：{ $text }
why = 原因
advice = 處理方式
in-window = 在視窗程式中
screens = 原畫面
exit-code = 結束代碼
exit-code-verify = `scap ac verify` 為 3，其他指令為 1
