//! Filling in: holder, applications, units and roles, delegations; what is wrong is told beside the field.

use super::*;

#[test]
fn a_number_is_judged_while_it_is_typed_and_never_in_red_while_it_is_unfinished() {
    let mut page = page(asked(None), false);
    assert_eq!(focused(&page), NATIONAL, "the form begins with the holder");
    for (typed, said, is_wrong) in [
        ("A12345678", "還差 1 碼。", false),
        ("A123456788", "持卡者證號的檢查碼不正確", true),
        ("1", "第 1 碼應為英文字母。", true),
        ("A123456789", "格式與檢查碼正確。", false),
        ("Ａ１２３４５６７８９", "格式與檢查碼正確。", false),
    ] {
        type_into(&mut page, NATIONAL, typed);
        assert!(says(&page, said), "{typed}");
        assert_eq!(alerts(&page).iter().any(|alert| alert.contains(said)), is_wrong, "{typed}");
    }
    press(&mut page, "其他證號");
    assert!(!says(&page, "格式與檢查碼正確。"));
    type_into(&mut page, "請輸入其他證號", &"9".repeat(65));
    assert_eq!(alerts(&page), ["最多 64 個字。"]);
}

#[test]
fn an_application_is_found_and_used_by_the_keyboard_alone() {
    let mut page = page(asked(None), false);
    field(&page, NATIONAL).type_text("a123456789");
    page.run();
    tab_to(&mut page, SEARCH);
    field(&page, SEARCH).type_text("ｅ幫手");
    page.run();
    assert!(page.query_by_label_contains(INVOICE).is_none(), "only what is searched for");
    key(&mut page, Key::Enter);
    assert_eq!(look_up(&mut page), "G2B-EHELPER");

    // The tree is unfolded: the second company, then its factory.
    assert_eq!(focused(&page), SEARCH_UNIT);
    for _ in 0..4 {
        key(&mut page, Key::ArrowDown);
    }
    key(&mut page, Key::Enter);
    assert_eq!(focused(&page), "使用單位名稱");
    assert_eq!(field(&page, "使用單位名稱").value().unwrap(), "中華電信股份有限公司》宜蘭第六廠");
    assert_eq!(field(&page, "使用單位代碼").value().unwrap(), "028》78616600");

    for role in ["發送專屬訊息", "接收公文"] {
        tab_to(&mut page, role);
        key(&mut page, Key::Space);
    }
    tab_to(&mut page, NEXT);
    key(&mut page, Key::Enter);
    let content = filled(&mut page);
    assert_eq!(content.holder_id.number(), "A123456789");
    let expected = SlotJson {
        unit_name: Some("中華電信股份有限公司》宜蘭第六廠".to_owned()),
        unit_code: Some("028》78616600".to_owned()),
        role: Some("接收公文、發送專屬訊息".to_owned()),
        ..slot(1, "G2B-EHELPER", HELPER)
    };
    assert_eq!(slots(&content), [expected]);
}

#[test]
fn the_tree_is_folded_and_searched() {
    let mut page = page(asked(None), false);
    press(&mut page, &format!("{HELPER}（G2B-EHELPER）"));
    look_up(&mut page);
    press(&mut page, "收合 中華電信股份有限公司（028）");
    assert!(!says(&page, "宜蘭第六廠（78616600）"));
    key(&mut page, Key::ArrowUp);
    key(&mut page, Key::ArrowRight);
    assert!(says(&page, "宜蘭第六廠（78616600）"), "the right arrow unfolds");
    type_into(&mut page, SEARCH_UNIT, "宜蘭");
    assert!(!says(&page, "高雄第一廠"));
    press(&mut page, "中華電信股份有限公司》宜蘭第六廠（028》78616600）");
    assert_eq!(field(&page, "使用單位代碼").value().unwrap(), "028》78616600");
    press(&mut page, "從清單選擇使用單位");
    press(&mut page, "中華電信股份有限公司（005）");
    assert_eq!(
        field(&page, "使用單位名稱").value().unwrap(),
        "中華電信股份有限公司",
        "a level above will do"
    );
}

#[test]
fn units_and_roles_are_also_in_the_persons_own_words() {
    let mut page = page(asked(Some(content(Vec::new()))), false);
    press(&mut page, &format!("{INVOICE}（EINVOICE）"));
    look_up(&mut page);
    type_into(&mut page, "使用單位名稱", " 總公司》會計課》");
    press(&mut page, "查詢發票");
    type_into(&mut page, "使用者角色（也可以自行輸入，以「、」分隔）", "查詢發票、覆核");
    press(&mut page, "開立發票");
    press(&mut page, NEXT);
    let expected = SlotJson {
        unit_name: Some("總公司》會計課".to_owned()),
        role: Some("開立發票、查詢發票、覆核".to_owned()),
        ..slot(1, "EINVOICE", INVOICE)
    };
    assert_eq!(slots(&filled(&mut page)), [expected]);
}

#[test]
fn an_application_is_used_once() {
    let mut page = page(asked(Some(on_card())), false);
    assert_eq!(look_up(&mut page), "EINVOICE", "the first slot that is used is shown");
    press(&mut page, "1（未使用）");
    let used = format!("{INVOICE}（EINVOICE）；已用於授權內容2");
    press(&mut page, &used);
    assert_eq!(alerts(&page), [format!("「{INVOICE}」已用於授權內容2。每個應用系統只能授權一次。")]);
    press(&mut page, &format!("2 {INVOICE}"));
    press(&mut page, "清除授權內容2");
    assert!(says(&page, "2（未使用）"));
    press(&mut page, "1（未使用）");
    press(&mut page, &format!("{INVOICE}（EINVOICE）"));
    press(&mut page, NEXT);
    assert_eq!(slots(&filled(&mut page)).iter().map(|used| used.slot).collect::<Vec<_>>(), [1, 4]);
}

#[test]
fn what_is_on_the_card_can_be_taken_back() {
    let mut page = page(asked(Some(on_card())), false);
    look_up(&mut page);
    press(&mut page, &format!("4 {HELPER}"));
    look_up(&mut page);
    type_into(&mut page, "使用單位名稱", "別的單位");
    type_into(&mut page, NATIONAL, "A1");
    press(&mut page, &format!("改回卡片上的內容：{HELPER}"));
    press(&mut page, "改回卡片上的證號");
    assert!(!says(&page, "改回卡片上的"));
    press(&mut page, NEXT);
    assert_eq!(filled(&mut page), on_card());
}

#[test]
fn what_is_wrong_is_told_beside_each_field_and_the_keyboard_goes_to_the_first() {
    let mut page = page(asked(None), false);
    type_into(&mut page, NATIONAL, "A123");
    press(&mut page, &format!("{INVOICE}（EINVOICE）"));
    look_up(&mut page);
    type_into(&mut page, "使用單位代碼", &"9".repeat(129));
    type_into(&mut page, "使用者角色（也可以自行輸入，以「、」分隔）", "admin\u{202e}nimda");
    assert_eq!(alerts(&page), [""; 0], "texts are checked when they are submitted");
    press(&mut page, "3（未使用）");
    press(&mut page, NEXT);
    assert!(reply(&mut page).is_none());
    assert_eq!(alerts(&page), ["還差 6 碼。"]);
    assert_eq!(focused(&page), NATIONAL);

    type_into(&mut page, NATIONAL, "A123456789");
    press(&mut page, NEXT);
    assert!(says(&page, &format!("× 1 {INVOICE}")), "the tab tells it, too");
    let expected = ["最多 128 個字。", "授權內容的「使用者角色」欄含有看不見的字元。"];
    assert_eq!(alerts(&page), expected);
    assert_eq!(focused(&page), "使用單位代碼");
    type_into(&mut page, "使用單位代碼", "9");
    assert_eq!(alerts(&page), expected[1..], "what is mended is no more told");
}

#[test]
fn nothing_authorized_is_asked_about() {
    let mut page = page(asked(None), false);
    type_into(&mut page, NATIONAL, "A123456789");
    press(&mut page, NEXT);
    assert!(reply(&mut page).is_none());
    assert!(says(&page, "還沒有選擇任何應用系統。"));
    assert_eq!(focused(&page), "繼續填寫", "the default answer is the careful one");
    key(&mut page, Key::Enter);
    assert!(reply(&mut page).is_none() && !says(&page, "仍要繼續"));
    press(&mut page, NEXT);
    press(&mut page, "仍要繼續");
    assert_eq!(filled(&mut page), content(Vec::new()));
}

#[test]
fn an_application_that_is_gone_is_told_and_not_looked_up() {
    let gone = content(vec![slot(3, "OLD", "舊系統")]);
    let mut page = page(asked(Some(gone)), false);
    assert!(reply(&mut page).is_none());
    assert!(says(&page, "應用系統目錄中已沒有這個應用系統，請改選或清除。"));
    press(&mut page, NEXT);
    assert!(reply(&mut page).is_none());
    assert_eq!(focused(&page), "改選應用系統");
    press(&mut page, "改選應用系統");
    press(&mut page, &format!("{HELPER}（G2B-EHELPER）"));
    assert_eq!(look_up(&mut page), "G2B-EHELPER");
    press(&mut page, NEXT);
    assert_eq!(slots(&filled(&mut page)), [slot(3, "G2B-EHELPER", HELPER)]);
}

#[test]
fn a_new_name_of_an_application_takes_the_place_of_the_old_one() {
    let renamed = content(vec![slot(5, "EINVOICE", "電子發票平台")]);
    let mut page = page(asked(Some(renamed)), false);
    look_up(&mut page);
    press(&mut page, NEXT);
    assert_eq!(slots(&filled(&mut page)), [slot(5, "EINVOICE", INVOICE)]);
}

#[test]
fn what_the_flow_refuses_is_told_on_top_and_nothing_is_lost() {
    let mut page = page(asked(Some(on_card())), false);
    look_up(&mut page);
    press(&mut page, NEXT);
    let content = filled(&mut page);
    let filling = &mut page.state_mut().page;
    filling.asked = Form { problem: Some("application.unknown".to_owned()), ..asked(Some(content)) };
    filling.form = filling.form.take().map(|form| form.resume(&filling.asked));
    page.run();
    assert!(says(&page, "application.unknown"));
    assert_eq!(field(&page, NATIONAL).value().unwrap(), "A123456789");
    assert!(page.query_by_label("查詢發票").is_some(), "the roles that were looked up are still known");
}

#[test]
fn what_does_not_come_can_be_looked_up_again() {
    let mut page = page(asked(Some(content(vec![slot(1, "EINVOICE", INVOICE)]))), false);
    assert!(matches!(reply(&mut page), Some(Reply::Answer(Answer::LookUp(_)))));
    page.run();
    assert!(reply(&mut page).is_none(), "it is not asked for again and again");
    press(&mut page, "重新取得使用單位與角色的清單");
    assert_eq!(look_up(&mut page), "EINVOICE");
    assert!(!says(&page, "重新取得"));
}

#[test]
fn another_card_begins_anew() {
    let form = ContentForm::new(&asked(Some(on_card())), false);
    let other = HolderId::new(HolderIdKind::Other, "員工 7").unwrap();
    let other = Content { holder_id: other, ..content(Vec::new()) };
    let form = form.resume(&asked(Some(other.clone())));
    assert!(form.on_card == Some(other));
    assert!(matches!(&form.parts, Parts::Slots(holder, _) if holder.number() == "員工 7"));
}

#[test]
fn a_delegation_takes_free_text() {
    let form =
        Form { kind: AcKind::Delegation, catalogue: Catalogue { applications: Vec::new() }, ..asked(None) };
    let mut page = page(form, false);
    type_into(&mut page, NATIONAL, "A123456789");
    type_into(&mut page, "分層授權的使用者角色", &"字".repeat(257));
    press(&mut page, NEXT);
    assert_eq!(alerts(&page), ["最多 256 個字。"]);
    type_into(&mut page, "分層授權的使用者角色", "主任");
    key(&mut page, Key::Enter);
    let expected = GrantJson::Delegation { unit_name: None, role: Some("主任".to_owned()) };
    assert_eq!(GrantJson::from(&filled(&mut page).grant), expected);
}

#[test]
fn escape_leaves_the_text_first_and_then_the_form() {
    let mut page = page(asked(None), false);
    key(&mut page, Key::Escape);
    assert!(reply(&mut page).is_none() && focused(&page) != NATIONAL);
    key(&mut page, Key::Escape);
    assert!(matches!(reply(&mut page), Some(Reply::Leave)));
}
