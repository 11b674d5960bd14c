//! `scap config` (F11).

use serde_json::json;

use crate::{
    args::ConfigCommand,
    error::CliError,
    settings::{self, Settings},
    terminal::Terminal,
};

/// Reads and changes the configuration file.
pub(super) fn run(command: &ConfigCommand, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    match command {
        ConfigCommand::Get { key } => {
            let value = settings::get(settings.file(), key)?;
            terminal.answer(&json!({ "key": key, "value": value }), || {
                value.map(|value| format!("{value}\n")).unwrap_or_default()
            })
        }
        ConfigCommand::Set { key, value } => {
            settings::set(settings.file(), key, value)?;
            terminal.answer(&json!({ "key": key, "value": value }), String::new)
        }
        ConfigCommand::Path => {
            let path = settings.file().display().to_string();
            terminal.answer(&json!({ "path": path }), || format!("{path}\n"))
        }
    }
}
