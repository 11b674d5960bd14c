//! `scap config` (F11).

use serde_json::json;

use crate::{
    args::{ConfigCommand, Global},
    error::CliError,
    settings,
    terminal::Terminal,
};

/// Reads and changes the configuration file.
pub(super) fn run(command: &ConfigCommand, global: &Global, terminal: &Terminal) -> Result<(), CliError> {
    match command {
        ConfigCommand::Get { key } => {
            let value = settings::get(&settings::path(global)?, key)?;
            terminal.answer(&json!({ "key": key, "value": value }), || {
                value.map(|value| format!("{value}\n")).unwrap_or_default()
            })
        }
        ConfigCommand::Set { key, value } => {
            settings::set(&settings::path(global)?, key, value)?;
            terminal.answer(&json!({ "key": key, "value": value }), String::new)
        }
        ConfigCommand::Path => path(global, terminal),
    }
}

/// Tells where the configuration file is, whatever is in it.
fn path(global: &Global, terminal: &Terminal) -> Result<(), CliError> {
    let path = settings::path(global)?.display().to_string();
    terminal.answer(&json!({ "path": path }), || format!("{path}\n"))
}
