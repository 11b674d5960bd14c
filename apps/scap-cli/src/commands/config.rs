//! `scap config` (F11).

use crate::{
    args::{ConfigCommand, Global},
    error::CliError,
    json, settings,
    terminal::Terminal,
};

/// Reads and changes the configuration file.
pub(super) fn run(command: &ConfigCommand, global: &Global, terminal: &Terminal) -> Result<(), CliError> {
    match command {
        ConfigCommand::Get { key } => {
            let value = settings::get(&settings::path(global)?, key)?;
            terminal.answer(&json::Setting { key, value: value.as_deref() }, || {
                value.as_ref().map(|value| format!("{value}\n")).unwrap_or_default()
            })
        }
        ConfigCommand::Set { key, value } => {
            settings::set(&settings::path(global)?, key, value)?;
            terminal.answer(&json::Setting { key, value: Some(value) }, String::new)
        }
        ConfigCommand::Path => path(global, terminal),
    }
}

/// Tells where the configuration file is, whatever is in it.
fn path(global: &Global, terminal: &Terminal) -> Result<(), CliError> {
    let path = settings::path(global)?.display().to_string();
    terminal.answer(&json::SettingsFile { path: &path }, || format!("{path}\n"))
}
