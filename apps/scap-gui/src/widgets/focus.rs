//! Where the keyboard is when a page comes up, and whether it was in a text.

use egui::{Context, Id, Ui};

fn initial() -> Id {
    Id::unique("the page awaits its first focus")
}

fn count() -> Id {
    Id::unique("how many pages came up")
}

fn in_text() -> Id {
    Id::unique("a text had the focus")
}

fn scrolled_to() -> Id {
    Id::unique("what has the focus is in sight")
}

/// What gets the focus is scrolled to, as the tabulator key also goes to what is out of sight. To be called after the
/// content of a page was drawn, and before its bar.
pub(super) fn scroll_to_focus(ui: &Ui) {
    let focused = ui.memory(|memory| memory.focused());
    let before = ui.data_mut(|data| {
        let before = data.get_temp::<Option<Id>>(scrolled_to()).flatten();
        data.insert_temp(scrolled_to(), focused);
        before
    });
    if focused == before {
        return;
    }
    let drawn = focused.and_then(|id| ui.ctx().read_response(id));
    if let Some(response) =
        drawn.filter(|response| response.layer_id == ui.layer_id() && !is_in_bar(ui, response.id))
    {
        ui.scroll_to_rect(response.rect.expand(12.0), None);
    }
}

/// Notes that this belongs to the bar, which does not scroll.
pub(super) fn note_in_bar(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.insert_temp(id.with("in bar"), true));
}

fn is_in_bar(ui: &Ui, id: Id) -> bool {
    ui.data(|data| data.get_temp::<bool>(id.with("in bar")).unwrap_or(false))
}

/// Another page takes the place of this one.
pub(crate) fn turn_page(ctx: &Context) {
    ctx.memory_mut(|memory| {
        if let Some(id) = memory.focused() {
            memory.surrender_focus(id);
        }
    });
    begin_page(ctx);
    ctx.request_repaint();
}

/// A page comes up: it is at its top, and the first widget that asks for it has the focus.
pub(crate) fn begin_page(ctx: &Context) {
    keep_initial_focus(ctx);
    ctx.data_mut(|data| {
        let before = data.get_temp::<u64>(count()).unwrap_or(0);
        data.insert_temp(count(), before + 1);
    });
}

/// Leaves the focus of a page that came up to the next widget that asks.
pub(crate) fn keep_initial_focus(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(initial(), true));
}

/// Which page it is, counted.
pub(super) fn page(ui: &Ui) -> u64 {
    ui.data(|data| data.get_temp::<u64>(count()).unwrap_or(0))
}

/// Whether the widget that asks is the first of a page that came up just now.
pub(crate) fn take_initial_focus(ui: &Ui) -> bool {
    ui.data_mut(|data| data.remove_temp::<bool>(initial()).unwrap_or(false))
}

/// Notes at the end of a frame whether a text has the focus: Esc takes it away before anybody could ask.
pub(crate) fn note_text_focus(ctx: &Context) {
    let focused = ctx.text_edit_focused();
    ctx.data_mut(|data| data.insert_temp(in_text(), focused));
}

/// Whether a text had the focus in the frame before.
pub(crate) fn typed_text_had_focus(ui: &Ui) -> bool {
    ui.data(|data| data.get_temp::<bool>(in_text()).unwrap_or(false))
}
