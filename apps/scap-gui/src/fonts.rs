//! The fonts: those that come with the program, and the system's for characters that they lack.

mod system;

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily};

/// A font that comes with the program: its name and its file, cut out by `cargo xtask fonts`.
type Bundled = (&'static str, &'static [u8]);

const REGULAR: Bundled = ("regular", include_bytes!("../fonts/NotoSansCJKtc-Regular.otf"));
const BOLD: Bundled = ("bold", include_bytes!("../fonts/NotoSansCJKtc-Bold.otf"));
const MONO: Bundled = ("mono", include_bytes!("../fonts/NotoSansMonoCJKtc-Regular.otf"));
/// Quotation marks and bullets as wide as in Latin text.
const MARKS: Bundled = ("marks", include_bytes!("../fonts/NotoSansCJKkr-Regular.otf"));

/// Makes the fonts known to a new context, once. The system's are looked for when a character needs them.
pub(crate) fn install(ctx: &Context) {
    ctx.set_fonts(bundled());
    system::offer(ctx);
}

/// The heavier face, for headings. It has the characters of the texts; what a person or a server wrote may hold
/// others, which are drawn in the regular face.
pub(crate) fn strong() -> FontFamily {
    FontFamily::Name("strong".into())
}

fn families() -> [FontFamily; 3] {
    [FontFamily::Proportional, FontFamily::Monospace, strong()]
}

fn bundled() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, file) in [REGULAR, BOLD, MONO, MARKS] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(file)));
    }
    let members = [&[REGULAR, MARKS][..], &[MONO, REGULAR, MARKS], &[BOLD, REGULAR, MARKS]];
    for (family, members) in families().into_iter().zip(members) {
        fonts.families.insert(family, members.iter().map(|(name, _)| (*name).to_owned()).collect());
    }
    fonts
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs, path::Path};

    use egui::{FontId, RawInput};

    use super::*;

    /// What egui itself draws: dots for a PIN, the end of what was cut off, signs of numbers.
    const OF_EGUI: &str = "•…−°";
    /// The ends of both levels of Big5, and names that need more.
    const OF_PEOPLE: &str = "一籲乂齸王小明堃喆犇㐂𠮷》、「」（１）ㄅㄩ茶の湯";
    const OF_WINDOWS: &str = "→←✓●○⚠▶▼×“”‘’";

    /// The characters of a family, each with the fonts that have it.
    fn characters(family: &FontFamily) -> BTreeMap<char, Vec<String>> {
        let ctx = Context::default();
        ctx.set_fonts(bundled());
        ctx.run_ui(RawInput::default(), |_| ()).textures_delta.clear();
        ctx.fonts_mut(|fonts| fonts.characters(family).clone())
    }

    fn repository(path: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
    }

    /// The texts in every language, by file.
    fn texts() -> Vec<(String, String)> {
        let mut texts = Vec::new();
        for language in fs::read_dir(repository("crates/scap-messages/locales")).unwrap() {
            for file in fs::read_dir(language.unwrap().path()).unwrap() {
                let file = file.unwrap().path();
                texts.push((file.display().to_string(), fs::read_to_string(&file).unwrap()));
            }
        }
        assert!(texts.len() >= 8, "{}", texts.len());
        texts
    }

    #[test]
    fn every_character_there_is_can_be_drawn() {
        let catalogue = fs::read_to_string(repository("fixtures/catalogue/catalogue.json")).unwrap();
        let more =
            [("egui", OF_EGUI), ("people", OF_PEOPLE), ("windows", OF_WINDOWS), ("catalogue", &catalogue)];
        let more = more.map(|(name, text)| (name.to_owned(), text.to_owned()));
        for family in families() {
            let characters = characters(&family);
            for (name, text) in texts().into_iter().chain(more.clone()) {
                let missing: String =
                    text.chars().filter(|c| !c.is_control() && !characters.contains_key(c)).collect();
                assert_eq!(missing, "", "in {name}, {family}: run `cargo xtask fonts`");
            }
        }
    }

    #[test]
    fn headings_are_of_one_weight() {
        let characters = characters(&strong());
        for (name, text) in texts() {
            let bold = |c: &char| {
                characters.get(c).and_then(|fonts| fonts.first()).is_some_and(|font| font == BOLD.0)
            };
            let missing: String = text.chars().filter(|c| !c.is_control() && !bold(c)).collect();
            assert_eq!(missing, "", "in {name}: run `cargo xtask fonts`");
        }
    }

    #[test]
    fn columns_of_monospace_align() {
        let ctx = Context::default();
        ctx.set_fonts(bundled());
        ctx.run_ui(RawInput::default(), |_| ()).textures_delta.clear();
        let font = FontId::monospace(16.0);
        let width = |c| ctx.fonts_mut(|fonts| fonts.glyph_width(&font, c));
        for character in '!'..='~' {
            assert_eq!(width(character), width('0'), "{character}");
        }
        assert_eq!(width('王'), 2.0 * width('0'), "Chinese characters take two columns");
    }
}
