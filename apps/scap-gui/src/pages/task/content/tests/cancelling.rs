//! Cancelling one or all, and the review.

use super::*;

const ONE: &str = "取消這一項：2 財政部電子發票整合服務平台";

#[test]
fn one_is_cancelled() {
    let mut page = page(asked(Some(on_card())), true);
    assert_eq!(focused(&page), ONE);
    press(&mut page, NEXT);
    assert!(reply(&mut page).is_none());
    assert_eq!(alerts(&page), ["請至少勾選一項要取消的授權。"]);
    key(&mut page, Key::Space);
    assert_eq!(alerts(&page), [""; 0]);
    assert!(says(&page, &format!("取消後，這張附卡仍可使用：{HELPER}")));
    press(&mut page, NEXT);
    let left = filled(&mut page);
    assert_eq!(left.holder_id, on_card().holder_id);
    assert_eq!(slots(&left), slots(&on_card())[1..]);
}

#[test]
fn all_are_cancelled_without_another_question() {
    let mut page = page(asked(Some(on_card())), true);
    press(&mut page, "取消全部");
    assert!(says(&page, "取消後，這張附卡不能使用任何應用系統。"));
    press(&mut page, NEXT);
    assert_eq!(filled(&mut page), content(Vec::new()));
}

#[test]
fn an_application_that_is_gone_has_to_go_along() {
    let draft = content(vec![slot(1, "OLD", "舊系統"), slot(2, "EINVOICE", INVOICE)]);
    let mut page = page(asked(Some(draft)), true);
    press(&mut page, ONE);
    press(&mut page, NEXT);
    assert!(reply(&mut page).is_none());
    assert!(alerts(&page)[0].contains("必須一併取消"));
    press(&mut page, "取消這一項：1 舊系統");
    press(&mut page, NEXT);
    assert_eq!(slots(&filled(&mut page)), []);
}

#[test]
fn a_card_that_authorizes_nothing_has_nothing_to_cancel() {
    let mut page = page(asked(Some(content(Vec::new()))), true);
    press(&mut page, NEXT);
    assert!(reply(&mut page).is_none());
    assert!(says(&page, "此附卡目前未被授權使用任何應用系統。"));
}

fn reviewed(content: Content) -> Harness<'static, Tested<Option<Reply>>> {
    let shown = Review { content, holder: card(), terms: "2026-11".to_owned() };
    window(
        CHINESE,
        ROOMY,
        100,
        |_| None,
        move |reply, ui, shell| {
            *reply = review(ui, shell, &shown).or(reply.take());
        },
    )
}

#[test]
fn the_review_says_everything_and_what_it_means() {
    let mut page = reviewed(on_card());
    for said in [
        "TESTCARD00000002（統一編號 12345675）",
        "A123456789（國民身分證字號或居留證號）",
        "授權內容2",
        "授權內容4",
        "中華電信股份有限公司》宜蘭第六廠（028》78616600）",
        "使用者角色: 接收公文、自訂角色",
        "此附卡可代表",
        "附卡將以簽章同意 2026-11 版的同意事項。",
    ] {
        assert!(page.query_all_by_label_contains(said).next().is_some(), "{said}");
    }
    for (button, expected) in [("內容正確，簽發", "Yes"), ("返回修改", "Back"), ("放棄並離開", "Leave")]
    {
        page.get_by_label(button).click();
        page.run();
        let reply = page.state_mut().page.take();
        assert!(format!("{reply:?}").contains(expected), "{button}: {reply:?}");
    }
}

#[test]
fn the_review_warns_of_a_certificate_that_authorizes_nothing() {
    let page = reviewed(content(Vec::new()));
    assert!(page.query_by_label_contains("未授權任何應用系統").is_some());
}
