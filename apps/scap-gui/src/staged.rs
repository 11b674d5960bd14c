//! The whole window for tests: without a display, in a folder of its own, its widgets found by what they say.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use egui::accesskit::Role;
use egui_kittest::{Harness, Node, kittest::NodeT};
use scap_ac::Language;
use scap_desk::Overrides;
use tempfile::TempDir;

use crate::{Opening, Window};

/// How long something may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A folder for the settings, and what the window is opened with.
pub(crate) struct Stage {
    folder: TempDir,
    pub(crate) opening: Opening,
}

impl Stage {
    /// No settings, no cards, and a server that nobody serves.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cards = folder.path().join("cards");
        fs::create_dir(&cards).unwrap();
        fs::create_dir(folder.path().join("scap")).unwrap();
        let overrides = Overrides {
            config: Some(folder.path().join("scap/config.toml")),
            soft_cards: Some(cards),
            journal: Some(folder.path().join("pending")),
            ..Overrides::default()
        };
        let stage = Self { folder, opening: Opening { overrides, evaluation: None } };
        stage.write(&format!("server = \"{}\"\nlang = \"zh-TW\"\n", nobody()));
        stage
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the settings file.
    pub(crate) fn write(&self, text: &str) {
        fs::write(self.path("scap/config.toml"), text).unwrap();
    }

    /// What the settings file says.
    pub(crate) fn settings(&self) -> String {
        fs::read_to_string(self.path("scap/config.toml")).unwrap_or_default()
    }

    /// Opens the window.
    pub(crate) fn open(&self, size: [f32; 2]) -> Harness<'static, Window> {
        let opening = self.opening.clone();
        // A character that no font has is an error.
        let builder = Harness::builder().with_size(size).with_max_steps(8);
        let mut harness = builder.build_eframe(move |creation| Window::open(creation, opening).unwrap());
        harness.run_ok();
        harness
    }
}

/// An address where nothing answers.
pub(crate) fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Goes on until it is so.
pub(crate) fn until(
    harness: &mut Harness<'static, Window>,
    what: &str,
    is_so: impl Fn(&Harness<'static, Window>) -> bool,
) {
    let end = Instant::now() + PATIENCE;
    while !is_so(harness) {
        assert!(Instant::now() < end, "{what} does not come: {:#?}", labels(harness));
        std::thread::yield_now();
        harness.step();
    }
}

/// Goes on until something says this, or a part of it.
pub(crate) fn until_said(harness: &mut Harness<'static, Window>, text: &str) {
    until(harness, text, |harness| says(harness, text));
}

/// Whether anything says this, or a part of it.
pub(crate) fn says(harness: &Harness<'static, Window>, text: &str) -> bool {
    labels(harness).iter().any(|label| label.contains(text))
}

/// What is called so and can be used: not the text that names it.
pub(crate) fn control<'a>(harness: &'a Harness<'static, Window>, label: &str) -> Option<Node<'a>> {
    let is_it = |node: &Node<'_>| {
        let node = node.accesskit_node();
        node.role() != Role::Label && node.label().as_deref() == Some(label)
    };
    harness.root().children_recursive().find(is_it)
}

/// Presses what is called so, once it is there.
pub(crate) fn press(harness: &mut Harness<'static, Window>, label: &str) {
    until(harness, label, |harness| control(harness, label).is_some());
    control(harness, label).iter().for_each(|control| control.scroll_to_me());
    harness.run_ok();
    control(harness, label).iter().for_each(|control| control.click_accesskit());
    harness.run_ok();
}

/// Types into the field that is called so, in place of what is there.
pub(crate) fn enter(harness: &mut Harness<'static, Window>, label: &str, text: &str) {
    until(harness, label, |harness| control(harness, label).is_some());
    control(harness, label).iter().for_each(|field| field.focus());
    harness.run_ok();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.run_ok();
    control(harness, label).iter().for_each(|field| field.type_text(text));
    harness.run_ok();
}

/// Everything that is said to a screen reader: names and values.
pub(crate) fn labels(harness: &Harness<'static, Window>) -> Vec<String> {
    let root = harness.root();
    let said = |node: Node<'_>| {
        let node = node.accesskit_node();
        [node.label(), node.value(), node.placeholder().map(str::to_owned)]
    };
    root.children_recursive().flat_map(said).flatten().collect()
}

/// Whether what is called so cannot be used.
pub(crate) fn is_disabled(harness: &Harness<'static, Window>, label: &str) -> bool {
    control(harness, label).is_some_and(|control| control.accesskit_node().is_disabled())
}

/// The language in which the texts are.
pub(crate) fn language(harness: &Harness<'static, Window>) -> Language {
    harness.state().shell().language()
}
