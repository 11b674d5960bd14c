//! A window without a server, for the tests of its pages.

use std::sync::Arc;

use egui::{Context, Ui};
use egui_kittest::{Harness, HarnessBuilder};
use scap_ac::Language;
use scap_desk::Overrides;
use tempfile::TempDir;

use crate::{desk::Desk, fonts, memory::Memory, shell::Shell, widgets};

/// A page, and what every page needs.
pub(crate) struct Tested<P> {
    pub(crate) page: P,
    pub(crate) shell: Shell,
    _folder: TempDir,
}

/// Draws a page by `draw` in a window of this size, with texts in this language and of this size in percent.
pub(crate) fn window<P: 'static>(
    language: Language,
    size: [f32; 2],
    percent: u16,
    make: impl FnOnce(&Shell) -> P,
    draw: impl Fn(&mut P, &mut Ui, &mut Shell) + 'static,
) -> Harness<'static, Tested<P>> {
    let folder = tempfile::tempdir().unwrap();
    let overrides = Overrides {
        config: Some(folder.path().join("config.toml")),
        // Nobody is there.
        server: Some("http://127.0.0.1:1".to_owned()),
        soft_cards: Some(folder.path().to_owned()),
        language: Some(language),
        ..Overrides::default()
    };
    let ctx = Context::default();
    let desk = Desk::start(Arc::new(|| {})).unwrap();
    let mut memory = Memory::default();
    memory.text_size = percent;
    let shell = Shell::new(&ctx, overrides, memory, desk);
    let page = make(&shell);
    let builder: HarnessBuilder<Tested<P>> = Harness::builder();
    builder
        .with_size(size)
        .with_theme(egui::Theme::Light)
        .with_context_setup(move |ctx| {
            fonts::install(ctx);
            crate::look::apply(ctx, crate::look::Colours::Light, percent);
            widgets::begin_page(ctx);
        })
        .build_ui_state(
            move |ui, tested| {
                draw(&mut tested.page, ui, &mut tested.shell);
                widgets::note_text_focus(ui.ctx());
            },
            Tested { page, shell, _folder: folder },
        )
}
