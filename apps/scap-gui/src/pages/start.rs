//! The first page: the seven tasks of the manual (§ 7), and how reader, card and server stand.

use egui::{Align, Layout, RichText, Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role};
use scap_card::AreaState;

use crate::{
    desk::{Occupant, Seat, SeenCard},
    function::Function,
    look,
    organization::organization,
    page::Go,
    shell::{ServerState, Shell},
    widgets::{self, FailureView, Mood},
};

/// The least width of a tile.
const TILE: f32 = 220.0;
/// Room around what is in a tile.
const TILE_MARGIN: Vec2 = Vec2::new(20.0, 12.0);
/// Below this width what stands is shown below the tasks.
const WIDE: f32 = 760.0;
/// Room for how things stand.
const STANDING: f32 = 280.0;

/// Draws the page.
pub(crate) fn ui(ui: &mut Ui, shell: &mut Shell) {
    shell.meet_when_due(ui.ctx());
    egui::ScrollArea::vertical().id_salt(("start", widgets::page(ui))).auto_shrink([false, false]).show(
        ui,
        |ui| {
            widgets::title(ui, &shell.t("gui-name"));
            told(ui, shell);
            left(ui, shell);
            ui.add_space(4.0);
            if ui.available_width() < WIDE {
                tiles(ui, shell);
                ui.add_space(8.0);
                standing(ui, shell);
            } else {
                ui.horizontal_top(|ui| {
                    let width = ui.available_width() - STANDING - 24.0;
                    ui.allocate_ui_with_layout(Vec2::new(width, 0.0), Layout::top_down(Align::Min), |ui| {
                        ui.set_width(width);
                        tiles(ui, shell);
                    });
                    ui.add_space(8.0);
                    ui.vertical(|ui| standing(ui, shell));
                });
            }
        },
    );
}

/// What happened beside everything else, and a newer version (F13).
fn told(ui: &mut Ui, shell: &mut Shell) {
    if let Some((newest, download)) = shell.update() {
        let text =
            shell.text("update-available", &[("newest", newest.into()), ("current", crate::VERSION.into())]);
        widgets::notice(ui, Mood::Warning, &text, |ui| {
            if let Some(url) = download {
                ui.hyperlink_to(shell.text("update-download", &[("url", url.as_str().into())]), &url);
            }
        });
    }
    let mut read = None;
    for (at, text) in shell.told.iter().enumerate() {
        let put_away = shell.t("gui-put-away");
        if widgets::notice(ui, Mood::Plain, text, |ui| widgets::button(ui, &put_away).clicked()) {
            read = Some(at);
        }
    }
    if let Some(at) = read {
        shell.told.remove(at);
    }
}

/// What was cut off is offered for finishing.
fn left(ui: &mut Ui, shell: &mut Shell) {
    if !shell.left.unwritten.is_empty() {
        let text = shell.text("gui-left-unwritten", &[("count", shell.left.unwritten.len().into())]);
        let finish = widgets::notice(ui, Mood::Warning, &text, |ui| {
            for unwritten in &shell.left.unwritten {
                let args =
                    [("serial", unwritten.serial.as_str().into()), ("card", unwritten.card.as_str().into())];
                ui.label(shell.text("gui-left-certificate", &args));
            }
            widgets::button(ui, &shell.t("gui-finish")).clicked()
        });
        if finish {
            shell.go(Go::Begin(Function::Finish));
        }
    }
    if shell.left.records > 0 {
        let text = shell.text("gui-left-records", &[("count", shell.left.records.into())]);
        if widgets::notice(ui, Mood::Warning, &text, |ui| {
            widgets::button(ui, &shell.t("gui-send-now")).clicked()
        }) {
            shell.meet();
        }
    }
}

fn tiles(ui: &mut Ui, shell: &mut Shell) {
    let tiles = [
        ("gui-activate", Go::Begin(Function::Activate)),
        ("gui-sign", Go::Choose),
        ("gui-view", Go::Begin(Function::View)),
        ("gui-records", Go::Records),
        ("gui-settings", Go::Settings),
        ("gui-about", Go::About),
        ("gui-leave", Go::Leave),
    ];
    if let Some(go) = draw_tiles(ui, shell, &tiles) {
        shell.go(go);
    }
}

/// Draws tiles in as many columns as there is room for; tells which was chosen.
pub(super) fn draw_tiles(ui: &mut Ui, shell: &Shell, tiles: &[(&str, Go)]) -> Option<Go> {
    let gap = 12.0;
    let columns = if ui.available_width() >= 2.0 * TILE + gap { 2 } else { 1 };
    let width = match columns {
        2 => (ui.available_width() - gap) / 2.0,
        _ => ui.available_width(),
    };
    // All are as high as the highest.
    let needed = |(id, _): &(&str, Go)| {
        let about = shell.t(&format!("{id}-about"));
        let font = egui::TextStyle::Body.resolve(ui.style());
        let about = ui.painter().layout(about, font, egui::Color32::BLACK, width - 2.0 * TILE_MARGIN.x);
        ui.text_style_height(&egui::TextStyle::Heading) + 6.0 + about.size().y + 2.0 * TILE_MARGIN.y
    };
    let size = Vec2::new(width, tiles.iter().map(needed).fold(0.0, f32::max));
    let mut chosen = None;
    for row in tiles.chunks(columns) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            for (id, go) in row {
                if widgets::pressed(&tile(ui, shell, id, size)) {
                    chosen = Some(go.clone());
                }
            }
        });
        ui.add_space(4.0);
    }
    chosen
}

/// A task: its name, and a line that explains.
fn tile(ui: &mut Ui, shell: &Shell, id: &str, size: Vec2) -> egui::Response {
    let (name, about) = (shell.t(id), shell.t(&format!("{id}-about")));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    if widgets::take_initial_focus(ui) {
        response.request_focus();
    }
    let palette = look::palette(ui.style());
    let visuals = *ui.style().interact(&response);
    let stroke = if response.has_focus() { Stroke::new(3.0, palette.accent) } else { visuals.bg_stroke };
    ui.painter().rect(rect, 8, palette.surface, stroke, egui::StrokeKind::Inside);
    let edge = egui::Rect::from_min_size(rect.min, Vec2::new(6.0, rect.height()));
    ui.painter().rect_filled(edge, egui::CornerRadius { nw: 8, sw: 8, ne: 0, se: 0 }, palette.accent);
    let inside = rect.shrink2(TILE_MARGIN);
    let mut inner =
        ui.new_child(egui::UiBuilder::new().max_rect(inside).layout(Layout::top_down(Align::Min)));
    inner.set_clip_rect(rect.intersect(ui.clip_rect()));
    inner.spacing_mut().item_spacing.y = 4.0;
    inner.add(
        egui::Label::new(RichText::new(&name).heading().strong()).selectable(false).sense(Sense::empty()),
    );
    let about_text = RichText::new(&about).color(palette.weak);
    inner.add(egui::Label::new(about_text).wrap().selectable(false).sense(Sense::empty()));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Reader, card and server at a glance.
fn standing(ui: &mut Ui, shell: &mut Shell) {
    look::card(ui.style()).show(ui, |ui| {
        ui.set_width(ui.available_width().min(STANDING));
        widgets::heading(ui, &shell.t("gui-standing"));
        readers(ui, shell);
        ui.separator();
        server(ui, shell);
    });
}

fn readers(ui: &mut Ui, shell: &mut Shell) {
    let mut wish = None;
    match (&shell.settings, &shell.seats) {
        (Err(trouble), _) | (_, Some(Err(trouble))) => {
            wish = FailureView::new(trouble).mild().show(ui, shell).map(|wish| (wish, trouble.code.clone()))
        }
        (_, None) => {
            widgets::line(ui, Mood::Plain, &shell.t("gui-readers-looking"));
        }
        (_, Some(Ok(seats))) if seats.is_empty() => {
            widgets::line(ui, Mood::Warning, &shell.t("gui-readers-none"));
        }
        (_, Some(Ok(seats))) => seats.iter().for_each(|seat| reader(ui, shell, seat)),
    }
    if let Some((wish, code)) = wish {
        shell.grant(wish, &code);
    }
}

fn reader(ui: &mut Ui, shell: &Shell, seat: &Seat) {
    widgets::weak(ui, &seat.slot.reader);
    match &seat.occupant {
        Occupant::Nobody => {
            widgets::line(ui, Mood::Plain, &shell.t("gui-reader-empty"));
        }
        Occupant::Card(card) => seen(ui, shell, card),
        Occupant::Unreadable(trouble) => {
            let text = shell.messages.failure_in_window(&trouble.code, &trouble.details);
            widgets::line(ui, Mood::Warning, &text.message);
        }
    }
    ui.add_space(4.0);
}

/// A card: whose, which rank, what is on it.
fn seen(ui: &mut Ui, shell: &Shell, card: &SeenCard) {
    let certificate = &card.facts.certificate;
    let rank = shell.rank(certificate);
    let args = [("rank", rank.into()), ("label", card.facts.label.as_str().into())];
    widgets::line(ui, Mood::Good, &shell.text("gui-card-seen", &args));
    let organization = organization(certificate.subject());
    let number = certificate.business_number().to_string();
    ui.label(shell.text("gui-card-entity", &[("subject", organization.into()), ("number", number.into())]));
    let area = match (card.facts.area, &card.present) {
        (AreaState::Closed, _) => (Mood::Warning, shell.t("area-state-closed")),
        (AreaState::Locked, _) => (Mood::Bad, shell.t("area-state-locked")),
        (AreaState::Unsupported, _) => (Mood::Warning, shell.t("area-state-unsupported")),
        (AreaState::Open { .. }, Ok(None)) => (Mood::Plain, shell.t("area-state-open-empty")),
        (AreaState::Open { .. }, Ok(Some(present))) => {
            let names = applications(present);
            match names.is_empty() {
                true => (Mood::Plain, shell.t("gui-card-authorizes-nothing")),
                false => (Mood::Good, shell.text("gui-card-authorizes", &[("names", names.into())])),
            }
        }
        (AreaState::Open { .. }, Err(trouble)) => {
            (Mood::Bad, shell.messages.failure_in_window(&trouble.code, &trouble.details).message)
        }
        // A primary card has no such area, which is as it should be.
        _ => return,
    };
    widgets::line(ui, area.0, &area.1);
}

fn applications(present: &scap_ac::AuthorizationCertificate) -> Vec<String> {
    match present.grant() {
        scap_ac::Grant::Application(slots) => {
            slots.iter().map(|used| used.application.name.to_string()).collect()
        }
        scap_ac::Grant::Delegation(_) => Vec::new(),
    }
}

fn server(ui: &mut Ui, shell: &mut Shell) {
    let mut wish = None;
    let mut again = false;
    match &shell.server {
        _ if shell.settings.is_err() => {}
        ServerState::Asking => {
            widgets::line(ui, Mood::Plain, &shell.t("gui-server-asking"));
        }
        ServerState::Met(_) => {
            let url = shell.settings.as_ref().ok().and_then(|settings| settings.server().ok());
            widgets::line(ui, Mood::Good, &shell.t("gui-server-met"));
            if let Some(url) = url {
                widgets::weak(ui, url.as_str());
            }
        }
        ServerState::Away(trouble) => {
            wish = FailureView::new(trouble).mild().show(ui, shell).map(|wish| (wish, trouble.code.clone()));
            again = widgets::button(ui, &shell.t("gui-try-again")).clicked();
        }
    }
    if let Some((wish, code)) = wish {
        shell.grant(wish, &code);
    }
    if again {
        shell.meet();
    }
}
