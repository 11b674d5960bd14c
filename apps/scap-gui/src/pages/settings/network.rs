//! The way to the server: its address, and a proxy with its account.

use egui::Ui;
use scap_desk::{DEFAULT_SERVER, Key};
use scap_proto::Proxy;
use secrecy::ExposeSecret;

use super::{Form, fixed, values::ProxyChoice};
use crate::{shell::Shell, widgets};

impl Form {
    /// Draws the part.
    pub(super) fn network(&mut self, ui: &mut Ui, shell: &mut Shell) {
        let title = shell.t("gui-settings-network");
        widgets::section(ui, &title, |ui| {
            self.server(ui, shell);
            ui.add_space(4.0);
            match shell.overrides.proxy.as_ref().filter(|proxy| !proxy.expose_secret().is_empty()) {
                Some(proxy) => {
                    ui.label(shell.t("gui-settings-proxy"));
                    // It may hold an account.
                    let address = Proxy::new(proxy.expose_secret()).map(|proxy| proxy.address());
                    fixed(ui, shell, &address.unwrap_or_else(|_| shell.t("gui-settings-proxy-off")));
                }
                None => self.proxy(ui, shell),
            }
            ui.add_space(4.0);
            ui.horizontal_wrapped(|ui| {
                let test = egui::Button::new(shell.t("gui-settings-try")).min_size(egui::vec2(0.0, 34.0));
                if ui.add_enabled(!self.trial.is_waiting(), test).clicked() {
                    self.begin_trial(shell);
                }
                widgets::weak(ui, &shell.t("gui-settings-try-about"));
            });
            self.trial.ui(ui, shell);
        });
    }

    fn server(&mut self, ui: &mut Ui, shell: &Shell) {
        let name = shell.t("gui-settings-server");
        if let Some(server) = shell.overrides.server.as_deref().filter(|server| !server.is_empty()) {
            ui.label(name);
            return fixed(ui, shell, server);
        }
        let problem = self.problem(shell, Key::Server);
        let response = widgets::field(ui, &name, &mut self.values.server, DEFAULT_SERVER, problem.as_deref());
        self.reveal(&response, Key::Server);
        widgets::weak(ui, &shell.t("gui-settings-server-rule"));
    }

    fn proxy(&mut self, ui: &mut Ui, shell: &Shell) {
        ui.label(shell.t("gui-settings-proxy"));
        let choices = [
            (ProxyChoice::System, "gui-settings-proxy-system"),
            (ProxyChoice::Off, "gui-settings-proxy-off"),
            (ProxyChoice::This, "gui-settings-proxy-this"),
        ];
        for (choice, id) in choices {
            ui.radio_value(&mut self.values.proxy, choice, shell.t(id));
        }
        if self.values.proxy != ProxyChoice::This {
            return;
        }
        ui.indent("proxy", |ui| {
            let problem = self.problem(shell, Key::Proxy);
            let name = shell.t("gui-settings-proxy-address");
            let hint = "http://proxy.example:3128";
            let response =
                widgets::field(ui, &name, &mut self.values.proxy_address, hint, problem.as_deref());
            self.reveal(&response, Key::Proxy);
            widgets::weak(ui, &shell.t("gui-settings-proxy-rule"));
            widgets::field(ui, &shell.t("gui-settings-account"), &mut self.values.account, "", None);
            if let Some(file) = &self.file
                && self.password.ui(ui, shell, file)
            {
                self.trial = super::Trial::None;
            }
        });
    }
}
