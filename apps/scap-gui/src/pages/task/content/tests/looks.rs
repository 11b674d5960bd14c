//! Small windows, large text, long names and many applications: everything is there and can be reached.

use super::*;

fn long() -> Form {
    let applications = (1..=40).map(|number| {
        let name = format!("第{number}號應用系統{}", "名稱很長很長".repeat(15));
        application(&format!("APP-{number:02}"), &name)
    });
    let applications: Vec<_> = applications.collect();
    let five = applications.iter().take(5).zip(1..).map(|(known, number)| SlotJson {
        unit_name: Some("單位".repeat(100)),
        unit_code: Some("0123456789".repeat(12)),
        role: Some("角色、".repeat(60) + "末"),
        ..slot(number, &known.code, &known.name)
    });
    let draft = Some(content(five.collect()));
    Form { catalogue: Catalogue { applications }, ..asked(draft) }
}

/// What the tabulator key comes by, until it is at the start again.
fn walk(page: &mut Page) -> Vec<String> {
    let first = focused(page);
    let mut walked = Vec::new();
    loop {
        walked.push(focused(page));
        let rect = page.query_all_by(|node| node.is_focused()).next().unwrap().rect();
        let window = page.ctx.content_rect();
        assert!(window.contains(rect.center()), "out of sight: {walked:?} {rect:?} {window:?}");
        assert!(rect.left() >= 0.0 && rect.right() <= window.right(), "cut off: {walked:?} {rect:?}");
        key(page, Key::Tab);
        if focused(page) == first || walked.len() > 100 {
            return walked;
        }
    }
}

#[test]
fn everything_is_reached_by_the_keyboard_in_every_window() {
    for (size, percent) in [
        (ROOMY, 100),
        ([640.0, 440.0], 100),
        ([640.0, 400.0], 150),
        ([512.0, 300.0], 200),
        ([427.0, 293.0], 150),
    ] {
        let mut form = long();
        form.detail = Some(ApplicationDetail { code: "APP-01".to_owned(), ..detail("EINVOICE") });
        let mut page = page_in(CHINESE, size, percent, form, false);
        // The harness learns of the text's size after its first frame.
        key(&mut page, Key::Tab);
        let walked = walk(&mut page);
        let names =
            [NATIONAL, "改選應用系統", "使用單位名稱", "使用單位代碼", "查詢發票", "放棄並離開", NEXT];
        for name in names {
            assert!(walked.iter().any(|walked| walked == name), "{name} at {size:?}: {walked:?}");
        }
        let begin = walked.iter().position(|at| at == NATIONAL).unwrap();
        let walked = [&walked[begin..], &walked[..begin]].concat();
        let order: Vec<_> = names[..5].iter().map(|name| walked.iter().position(|at| at == name)).collect();
        assert!(order.is_sorted(), "{walked:?}");
    }
}

#[test]
fn one_of_forty_applications_is_found() {
    let form = Form { draft: Some(content(Vec::new())), ..long() };
    let mut page = page_in(CHINESE, [640.0, 440.0], 100, form, false);
    for _ in 0..40 {
        key(&mut page, Key::ArrowDown);
    }
    let last = page.query_by_label_contains("（APP-40）").unwrap().rect();
    assert!(page.ctx.content_rect().contains(last.center()), "the list follows the arrow keys");
    type_into(&mut page, SEARCH, "app-3");
    assert_eq!(page.query_all_by_role(accesskit::Role::ListBoxOption).count(), 10);
    field(&page, SEARCH).type_text("7");
    page.run();
    key(&mut page, Key::Enter);
    assert!(matches!(reply(&mut page), Some(Reply::Answer(Answer::LookUp(code))) if code == "APP-37"));
    type_into(&mut page, "使用單位名稱", "單位");
    press(&mut page, NEXT);
    assert_eq!(slots(&filled(&mut page))[0].application.code, "APP-37");
}
