# 授權證的每一項檢查，以及登入的檢查：通過時成立的事實。識別名稱是 check- 加上檢查名稱。

check-algorithm = 簽章演算法為政策所允許
check-extensions = 沒有不認得的重要延伸欄位
check-validity = 在授權有效期間內
check-holder = 簽發給這張附卡
check-holder-validity = 授權有效期間在附卡憑證的有效期間內
check-signer = 簽發的卡片就在所提供的卡片憑證之中
check-entity = 簽發者與持卡者屬於同一工商主體
check-application = 已授權使用該應用系統
check-target = 授權證可在本系統使用
check-signature = 數位簽章正確
check-revocation = 授權未經廢止
check-signer-path = 簽發當時，簽發者的憑證有效且可信任
check-delegation = 由正卡簽發，或由當時持有有效分層授權的附卡簽發
check-holder-path = 持卡者的憑證有效且可信任
check-login = 卡片已對挑戰值簽章
