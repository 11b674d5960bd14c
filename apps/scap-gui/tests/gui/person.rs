//! Somebody at the window: sees what is written, presses buttons, types, inserts and pulls cards.

use std::{
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::{
    Harness, Node,
    kittest::{NodeT, Queryable},
};
use scap_ac::Language;
use scap_desk::Overrides;
use scap_gui::{Opening, Window};
use scap_test_stage::Stage;

/// How long something that is awaited may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often is looked whether it is there, if nothing wakes the window.
const LOOK: Duration = Duration::from_millis(50);

/// Somebody at the window, and the stage with the cards and the server.
pub(crate) struct Person {
    pub(crate) stage: Stage,
    pub(crate) window: Harness<'static, Window>,
    woken: Receiver<()>,
}

impl Person {
    /// The window in Chinese on this stage.
    pub(crate) fn at(stage: Stage) -> Self {
        Self::with(stage, 1.0, |_| {})
    }

    /// The same, with text of this size, opened otherwise.
    pub(crate) fn with(stage: Stage, scale: f32, change: impl FnOnce(&mut Overrides)) -> Self {
        let mut overrides = Overrides {
            config: Some(stage.folder().join("home/config.toml")),
            server: stage.serves().then(|| stage.url()),
            soft_cards: Some(stage.folder().join("cards")),
            language: Some(Language::TraditionalChinese),
            journal: Some(stage.folder().join("home/pending")),
            ..Overrides::default()
        };
        change(&mut overrides);
        let (wake, woken) = channel();
        let opening = Opening { overrides, ..Opening::default() };
        let window = Harness::builder()
            .with_size([1024.0 / scale, 720.0 / scale])
            .with_pixels_per_point(scale)
            .with_theme(egui::Theme::Light)
            .build_eframe(move |creation| {
                creation.egui_ctx.set_request_repaint_callback(move |_| {
                    // Nobody waits at the end.
                    let _ = wake.send(());
                });
                Window::open(creation, opening).unwrap()
            });
        Self { stage, window, woken }
    }

    /// Closes the window and opens another one on the same stage.
    pub(crate) fn opens_anew(self) -> Self {
        let Self { stage, window, woken } = self;
        drop(window);
        drop(woken);
        Self::at(stage)
    }

    /// Waits until the window is as `is` wants it.
    #[track_caller]
    pub(crate) fn wait<T>(&mut self, what: &str, is: impl Fn(&Harness<'static, Window>) -> Option<T>) -> T {
        let until = Instant::now() + PATIENCE;
        loop {
            self.window.step();
            if let Some(seen) = is(&self.window) {
                return seen;
            }
            assert!(Instant::now() < until, "{what} did not come; there is:\n{}", self.screen());
            // Woken or not, it is looked at.
            let _ = self.woken.recv_timeout(LOOK);
            while self.woken.try_recv().is_ok() {}
        }
    }

    /// Waits until this is written somewhere.
    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) {
        self.wait(text, |window| window.query_all_by_label_contains(text).next().map(drop));
    }

    /// Whether this is written somewhere now.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.window.query_all_by_label_contains(text).next().is_some()
    }

    /// Whether there is something of this name to press now.
    pub(crate) fn has_button(&self, name: &str) -> bool {
        button(&self.window, name).is_some()
    }

    /// Presses what has this name, once it is there.
    #[track_caller]
    pub(crate) fn press(&mut self, name: &str) {
        self.wait(name, |window| button(window, name).map(|node| node.click_accesskit()));
        self.window.step();
        self.window.step();
    }

    /// Types into the field of this name, once it is there, in place of what is in it.
    #[track_caller]
    pub(crate) fn type_into(&mut self, name: &str, text: &str) {
        self.wait(name, |window| field(window, name).map(|node| node.focus()));
        self.window.step();
        self.window.key_combination_modifiers(Modifiers::COMMAND, &[Key::A]);
        self.wait(name, |window| {
            field(window, name).filter(Node::is_focused).map(|node| node.type_text(text))
        });
        self.window.step();
    }

    /// Presses a key.
    pub(crate) fn key(&mut self, key: Key) {
        self.window.key_press(key);
        self.window.step();
        self.window.step();
    }

    /// Everything that is written, one thing a line.
    pub(crate) fn screen(&self) -> String {
        let nodes = self.window.root().children_recursive();
        let line = |node: Node<'_>| {
            let node = node.accesskit_node();
            let (label, value) = (node.label().unwrap_or_default(), node.value().unwrap_or_default());
            (!label.is_empty() || !value.is_empty()).then(|| format!("{:?}: {label} {value}\n", node.role()))
        };
        nodes.filter_map(line).collect()
    }
}

fn button<'a>(window: &'a Harness<'static, Window>, name: &'a str) -> Option<Node<'a>> {
    let pressed = [
        Role::Button,
        Role::CheckBox,
        Role::RadioButton,
        Role::Tab,
        Role::Link,
        Role::ListBoxOption,
        Role::DisclosureTriangle,
    ];
    window.query_all_by_label(name).find(|node| {
        let node = node.accesskit_node();
        pressed.contains(&node.role()) && !node.is_disabled()
    })
}

fn field<'a>(window: &'a Harness<'static, Window>, name: &'a str) -> Option<Node<'a>> {
    let typed = [Role::TextInput, Role::PasswordInput, Role::MultilineTextInput];
    window.query_all_by_label(name).find(|node| typed.contains(&node.accesskit_node().role()))
}
