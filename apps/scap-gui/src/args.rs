//! What the program may be started with. It is none of it needed: what is set in the window is kept.

use std::path::PathBuf;

use clap::Parser;
use scap_ac::Language;
use scap_desk::Overrides;
use scap_gui::Opening;
use scap_messages::language_of_tag;

/// The desktop application of secondary-card authorization (工商憑證附卡授權).
#[derive(Debug, Parser)]
#[command(name = "scap-gui", version)]
pub(crate) struct Args {
    /// The settings file, in place of the one in its usual place.
    #[arg(long, env = "SCAP_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// The server's address.
    #[arg(long, env = "SCAP_SERVER", value_name = "URL")]
    server: Option<String>,
    /// A folder of soft cards, for evaluation without readers.
    #[arg(long, env = "SCAP_SOFT_CARDS", value_name = "FOLDER")]
    soft_cards: Option<PathBuf>,
    /// The PKCS#11 module of the cards, by path or by a name that is known.
    #[arg(long, env = "SCAP_PKCS11_MODULE", value_name = "MODULE")]
    module: Option<PathBuf>,
    /// The only reader that is used.
    #[arg(long, env = "SCAP_READER", value_name = "NAME")]
    reader: Option<String>,
    /// The file on cards that holds the authorization.
    #[arg(long, env = "SCAP_AREA_FILE", value_name = "PROFILE")]
    area_file: Option<String>,
    /// The language: zh-TW or en.
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    lang: Option<Language>,
    /// Show a panel to insert and pull the soft cards of this folder, which has the folders cards and drawer.
    #[arg(long, value_name = "FOLDER")]
    evaluation: Option<PathBuf>,
    /// Log what happens to stderr; twice or three times for more.
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// How it is drawn, where one way does not work.
    #[arg(long, value_name = "RENDERER", default_value = "auto")]
    pub(crate) renderer: Renderer,
}

/// How the window is drawn.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub(crate) enum Renderer {
    /// OpenGL, and where that does not work, what the system offers else.
    Auto,
    /// OpenGL.
    Glow,
    /// Vulkan, Direct3D or Metal.
    Wgpu,
}

impl Args {
    /// What the window is opened with.
    pub(crate) fn opening(self) -> Opening {
        let cards = self.evaluation.as_ref().map(|folder| folder.join("cards"));
        Opening {
            overrides: Overrides {
                config: self.config,
                server: self.server,
                soft_cards: self.soft_cards.or(cards),
                module: self.module,
                reader: self.reader,
                area_file: self.area_file,
                language: self.lang,
                ..Overrides::default()
            },
            evaluation: self.evaluation,
        }
    }
}

fn language(tag: &str) -> Result<Language, String> {
    language_of_tag(tag).ok_or_else(|| "zh-TW or en".to_owned())
}
