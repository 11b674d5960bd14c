//! Fonts of the system, for characters of names that the bundled ones lack.

use std::{
    collections::BTreeSet,
    mem,
    sync::{Arc, Mutex},
    thread,
};

use egui::{
    Context, FontData,
    epaint::text::{FallbackRequest, FontInsert, FontPriority, InsertFontFamily},
};
use fontique::{
    Collection, CollectionOptions, GenericFamily, QueryFamily, QueryFont, QueryStatus, Script, SourceCache,
};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

/// Looked through first, as systems otherwise answer with the forms of their own language, or Japan's: fonts with
/// the forms of Taiwan, then those with the rarest characters.
const PREFERRED: [&str; 10] = [
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "Source Han Sans TC",
    "Microsoft JhengHei",
    "PingFang TC",
    "Noto Serif CJK TC",
    "MingLiU-ExtB",
    "PMingLiU-ExtB",
    "SimSun-ExtB",
    "HanaMinB",
];

/// What a system is asked for if it has none of these.
const HAN: Script = Script::from_bytes(*b"Hani");
const LOCALE: &str = "zh-TW";

/// Looks for fonts of the system once a character is drawn that no bundled font has, off the window's thread:
/// listing them takes time and memory, and most people never need one. Until one is found, the character is a box.
pub(super) fn offer(ctx: &Context) {
    offer_from(ctx, SystemFonts::list);
}

fn offer_from(ctx: &Context, list: fn() -> SystemFonts) {
    let missing = Arc::new(Mutex::new(BTreeSet::new()));
    let fonts = Arc::new(Mutex::new(None));
    let met = Arc::clone(&missing);
    ctx.add_font_provider(Arc::new(move |request: &FallbackRequest<'_>| -> Option<FontInsert> {
        met.lock().ok()?.extend(request.cluster.chars().next());
        None
    }));
    ctx.on_end_pass(
        "fonts of the system",
        Arc::new(move |ui| {
            let missing = missing.lock().map(|mut missing| mem::take(&mut *missing)).unwrap_or_default();
            if !missing.is_empty() {
                find(missing, Arc::clone(&fonts), list, ui.ctx().clone());
            }
        }),
    );
}

/// Finds fonts for the characters and has everything drawn anew with them.
///
/// If no thread can be had, or the listing panics, as fontique's does where fontconfig knows no font at all, then
/// boxes stay.
fn find(
    missing: BTreeSet<char>,
    fonts: Arc<Mutex<Option<SystemFonts>>>,
    list: fn() -> SystemFonts,
    ctx: Context,
) {
    let work = move || {
        let Ok(mut fonts) = fonts.lock() else { return };
        let fonts = fonts.get_or_insert_with(list);
        for character in missing {
            if let Some(font) = fonts.insert_for(character) {
                ctx.add_font(font);
                ctx.request_repaint();
            }
        }
    };
    let _ = thread::Builder::new().name("fonts".to_owned()).spawn(work);
}

struct SystemFonts {
    collection: Collection,
    files: SourceCache,
}

impl SystemFonts {
    fn list() -> Self {
        let options = CollectionOptions { system_fonts: true, ..CollectionOptions::default() };
        Self { collection: Collection::new(options), files: SourceCache::default() }
    }

    /// The best font that can draw the character, to come after all others. Files are mapped, not read.
    fn insert_for(&mut self, character: char) -> Option<FontInsert> {
        let font = self.font_for(character)?;
        let (family, member) = font.family;
        let name = self.collection.family_name(family).unwrap_or_default();
        let name = format!("{name} {member} {}", font.index);
        let (file, _) = font.blob.into_raw_parts();
        let families =
            super::families().map(|family| InsertFontFamily { family, priority: FontPriority::Lowest });
        Some(FontInsert::new(&name, FontData::from_blob(file, font.index), families.into()))
    }

    fn font_for(&mut self, character: char) -> Option<QueryFont> {
        let preferred = PREFERRED.map(QueryFamily::Named);
        let mut query = self.collection.query(&mut self.files);
        query.set_fallbacks((HAN, LOCALE));
        for families in [&preferred[..], &[QueryFamily::Generic(GenericFamily::SansSerif)]] {
            let mut found = None;
            query.set_families(families.iter().copied());
            query.matches_with(|font| {
                if !draws(font, character) {
                    return QueryStatus::Continue;
                }
                found = Some(font.clone());
                QueryStatus::Stop
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

/// Whether the font has an outline for the character; fonts of coloured pictures have none.
fn draws(font: &QueryFont, character: char) -> bool {
    let glyph = font.charmap().and_then(|characters| characters.map(character)).map(GlyphId::new);
    let outlines = FontRef::from_index(font.blob.as_ref(), font.index).map(|font| font.outline_glyphs());
    matches!((glyph, outlines), (Some(glyph), Ok(outlines)) if glyph != GlyphId::NOTDEF && outlines.get(glyph).is_some())
}

#[cfg(test)]
mod tests {
    use std::{
        sync::mpsc,
        time::{Duration, Instant},
    };

    use egui::{FontDefinitions, FontFamily, FontId, RawInput};
    use fontique::Blob;

    use super::{
        super::{Bundled, MARKS, MONO, REGULAR, families},
        *,
    };

    /// A system that has these fonts: those that its people read first, then the rest.
    fn with_fonts(read_first: &[Bundled], rest: &[Bundled]) -> SystemFonts {
        let options = CollectionOptions { system_fonts: false, ..CollectionOptions::default() };
        let mut collection = Collection::new(options);
        for (_, file) in read_first {
            let fonts = collection.register_fonts(Blob::new(Arc::new(*file)), None);
            let names = fonts.into_iter().map(|(family, _)| family);
            collection.append_generic_families(GenericFamily::SansSerif, names);
        }
        for (_, file) in rest {
            collection.register_fonts(Blob::new(Arc::new(*file)), None);
        }
        SystemFonts { collection, files: SourceCache::default() }
    }

    #[test]
    fn fonts_with_the_forms_of_taiwan_come_first() {
        let mut fonts = with_fonts(&[MONO, MARKS], &[REGULAR]);
        let table = [
            ("in several", 'A', Some("Noto Sans CJK TC 0 0")),
            ("in a preferred one alone", '王', Some("Noto Sans CJK TC 0 0")),
            ("in another alone", '•', Some("Noto Sans CJK KR 0 0")),
            ("in none", '\u{20000}', None),
        ];
        for (name, character, expected) in table {
            let font = fonts.insert_for(character).map(|font| font.name);
            assert_eq!(font.as_deref(), expected, "{name}");
        }
        assert!(with_fonts(&[], &[]).insert_for('王').is_none());
    }

    #[test]
    fn a_character_that_is_missing_is_found_and_drawn_anew() {
        let (repaint, repainted) = mpsc::channel();
        let ctx = Context::default();
        ctx.set_request_repaint_callback(move |_| repaint.send(()).unwrap_or_default());
        let mut fonts = FontDefinitions::empty();
        fonts.font_data.insert("mono".to_owned(), Arc::new(FontData::from_static(MONO.1)));
        for family in families() {
            fonts.families.insert(family, vec!["mono".to_owned()]);
        }
        ctx.set_fonts(fonts);
        offer_from(&ctx, || with_fonts(&[], &[REGULAR]));

        let draw = || {
            let mut output = ctx.run_ui(RawInput::default(), |ui| {
                ui.label("王 A");
            });
            output.textures_delta.clear();
            let has = |family| ctx.fonts_mut(|fonts| fonts.has_glyph(&FontId::new(14.0, family), '王'));
            families().map(has)
        };
        assert_eq!(draw(), [false; 3]);
        let deadline = Instant::now() + Duration::from_secs(20);
        while draw() != [true; 3] {
            let left = deadline.saturating_duration_since(Instant::now());
            repainted.recv_timeout(left).expect("the window is asked to draw again");
        }
        let face = ctx.fonts_mut(|fonts| fonts.characters(&FontFamily::Monospace).get(&'A').cloned());
        assert_eq!(face.unwrap_or_default(), ["mono", "Noto Sans CJK TC 0 0"], "what was there stays first");
    }
}
