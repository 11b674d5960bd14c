//! Where cards come from: the module, the reader, the folder of soft cards, the file of the area.

use std::path::{Path, PathBuf};

use egui::{CollapsingHeader, Ui};
use scap_card::{
    Readers,
    pcsc::PcscReaders,
    pkcs11::{MODULE_NAMES, known_module},
};
use scap_desk::Key;

use super::{Form, fixed, values::ModuleChoice};
use crate::{
    aside::Aside,
    shell::Shell,
    widgets::{self, FailureView},
};

/// What this machine has: looking for it takes time.
#[derive(Default)]
pub(super) struct Machine {
    /// The known modules that are installed, each with its file.
    modules: Vec<(&'static str, PathBuf)>,
    /// The readers that PC/SC knows.
    readers: Vec<String>,
}

impl Machine {
    pub(super) fn look() -> Self {
        let modules = MODULE_NAMES.into_iter().filter_map(|name| Some((name, known_module(name)?)));
        let readers = PcscReaders::new().slots().unwrap_or_default();
        Self { modules: modules.collect(), readers: readers.into_iter().map(|slot| slot.reader).collect() }
    }
}

/// A dialog of the system that is open, and what is picked in it.
pub(super) struct Dialog {
    key: Key,
    picked: Option<Aside<Option<PathBuf>>>,
}

impl Form {
    /// Draws the part.
    pub(super) fn cards(&mut self, ui: &mut Ui, shell: &mut Shell) {
        self.take_picked();
        let title = shell.t("gui-settings-cards");
        widgets::section(ui, &title, |ui| {
            self.what_is_wrong_with_cards(ui, shell);
            self.module(ui, shell);
            ui.add_space(4.0);
            self.reader(ui, shell);
            ui.add_space(4.0);
            CollapsingHeader::new(shell.t("gui-settings-advanced"))
                .id_salt("advanced")
                .open(self.unfold())
                .show(ui, |ui| {
                    self.soft_cards(ui, shell);
                    ui.add_space(4.0);
                    self.area_file(ui, shell);
                });
        });
    }

    /// What is folded is unfolded where something in it is to be mended.
    fn unfold(&self) -> Option<bool> {
        matches!(self.reveal, Some(Key::SoftCards | Key::AreaFile)).then_some(true)
    }

    /// With the settings as they are saved.
    fn what_is_wrong_with_cards(&self, ui: &mut Ui, shell: &mut Shell) {
        let Some(Err(trouble)) = &shell.seats else { return };
        let (view, code) =
            (FailureView::new(trouble).mild().on_settings("gui-settings-advice-field"), trouble.code.clone());
        if let Some(wish) = view.show(ui, shell) {
            shell.grant(wish, &code);
        }
    }

    fn module(&mut self, ui: &mut Ui, shell: &Shell) {
        ui.label(shell.t("gui-settings-module"));
        if let Some(module) = given(shell.overrides.module.as_deref()) {
            return fixed(ui, shell, &module.display().to_string());
        }
        let choice = &mut self.values.module;
        ui.radio_value(choice, ModuleChoice::Automatic, shell.t("gui-settings-module-automatic"));
        for name in MODULE_NAMES {
            let known = ModuleChoice::Known(name);
            let installed = self.machine.modules.iter().find(|(installed, _)| *installed == name);
            let text = match installed {
                Some((_, file)) => format!("{}（{}）", module_name(name), file.display()),
                // What is set is shown, whether or not it is there.
                None if *choice == known => {
                    shell.text("gui-settings-module-missing", &[("name", module_name(name).into())])
                }
                None => continue,
            };
            ui.radio_value(choice, known, text);
        }
        ui.radio_value(choice, ModuleChoice::File, shell.t("gui-settings-module-file"));
        if *choice == ModuleChoice::File {
            ui.indent("module", |ui| self.path(ui, shell, Key::Module, "gui-settings-module-path"));
        }
    }

    fn reader(&mut self, ui: &mut Ui, shell: &Shell) {
        ui.label(shell.t("gui-settings-reader"));
        if let Some(reader) = shell.overrides.reader.as_deref().filter(|reader| !reader.is_empty()) {
            return fixed(ui, shell, reader);
        }
        let seats = shell.seats.iter().flatten().flatten().map(|seat| &seat.slot.reader);
        let mut there: Vec<_> = seats.chain(&self.machine.readers).cloned().collect();
        there.sort();
        there.dedup();
        let chosen = &mut self.values.reader;
        ui.radio_value(chosen, None, shell.t("gui-settings-reader-any"));
        if let Some(name) = chosen.clone().filter(|name| !there.contains(name)) {
            let text = shell.text("gui-settings-reader-missing", &[("name", name.as_str().into())]);
            ui.radio_value(chosen, Some(name), text);
        }
        for name in there {
            ui.radio_value(chosen, Some(name.clone()), name);
        }
    }

    fn soft_cards(&mut self, ui: &mut Ui, shell: &Shell) {
        if let Some(folder) = given(shell.overrides.soft_cards.as_deref()) {
            ui.label(shell.t("gui-settings-soft-cards"));
            return fixed(ui, shell, &folder.display().to_string());
        }
        self.path(ui, shell, Key::SoftCards, "gui-settings-soft-cards");
        widgets::weak(ui, &shell.t("gui-settings-soft-cards-about"));
    }

    fn area_file(&mut self, ui: &mut Ui, shell: &Shell) {
        let name = shell.t("gui-settings-area-file");
        if let Some(profile) = shell.overrides.area_file.as_deref().filter(|profile| !profile.is_empty()) {
            ui.label(name);
            return fixed(ui, shell, profile);
        }
        let problem = self.problem(shell, Key::AreaFile);
        let hint = "3F00/0900/0A01;size=8212;pin=81";
        let response = widgets::field(ui, &name, &mut self.values.area_file, hint, problem.as_deref());
        self.reveal(&response, Key::AreaFile);
        widgets::weak(ui, &shell.t("gui-settings-area-file-about"));
    }

    /// A path, which is typed or picked in the system's own dialog.
    fn path(&mut self, ui: &mut Ui, shell: &Shell, key: Key, name: &str) {
        let problem = self.problem(shell, key);
        let text =
            if key == Key::Module { &mut self.values.module_file } else { &mut self.values.soft_cards };
        let response = widgets::field(ui, &shell.t(name), text, "", problem.as_deref());
        let path = PathBuf::from(text.trim());
        self.reveal(&response, key);
        let pick = egui::Button::new(shell.t("gui-settings-pick")).min_size(egui::vec2(0.0, 34.0));
        let response = ui.push_id(name, |ui| ui.add_enabled(self.dialog.is_none(), pick)).inner;
        if response.clicked() {
            self.pick(ui, key, &path);
        }
    }

    /// Opens the system's dialog; where there is none, the path can be typed.
    fn pick(&mut self, ui: &Ui, key: Key, path: &Path) {
        let folder = if key == Key::Module { path.parent() } else { Some(path) };
        let mut dialog = rfd::AsyncFileDialog::new();
        if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
            dialog = dialog.set_directory(folder);
        }
        let work: Box<dyn FnOnce() -> Option<PathBuf> + Send> = if key == Key::Module {
            let picked = dialog.pick_file();
            Box::new(|| pollster::block_on(picked).map(|file| file.path().to_owned()))
        } else {
            let picked = dialog.pick_folder();
            Box::new(|| pollster::block_on(picked).map(|file| file.path().to_owned()))
        };
        self.dialog = Some(Dialog { key, picked: Some(Aside::begin(ui.ctx(), work)) });
    }

    fn take_picked(&mut self) {
        let Some(dialog) = &mut self.dialog else { return };
        let picked = Aside::poll(&mut dialog.picked).flatten();
        if dialog.picked.is_some() {
            return;
        }
        if let Some(path) = picked {
            let path = path.display().to_string();
            match dialog.key {
                Key::Module => self.values.module_file = path,
                _ => self.values.soft_cards = path,
            }
        }
        self.dialog = None;
    }
}

/// What was given; an empty variable gives nothing.
fn given(path: Option<&Path>) -> Option<&Path> {
    path.filter(|path| !path.as_os_str().is_empty())
}

/// What people call a module.
pub(in crate::pages) fn module_name(name: &str) -> &str {
    match name {
        "hicos" => "HiCOS",
        "open-gpki" => "Open GPKI",
        "opensc" => "OpenSC",
        "softhsm2" => "SoftHSM 2",
        other => other,
    }
}
