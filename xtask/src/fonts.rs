//! `cargo xtask fonts`: cuts the fonts of the windows out of Noto Sans CJK, for the characters that are needed.

use std::{
    collections::BTreeSet,
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    error::Failed,
    process::{self, output, succeeds},
    setup::{self, For},
    workspace::Workspace,
};

/// The tool, at one version: others may write other bytes.
const FONTTOOLS: &str = "fonttools==4.68.0";

/// Where Debian puts the collections, and which files they are: version 2.004, the newest since 2021.
const FOLDER: &str = "/usr/share/fonts/opentype/noto";
const REGULAR: Collection = Collection {
    file: "NotoSansCJK-Regular.ttc",
    sha256: "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
};
const BOLD: Collection = Collection {
    file: "NotoSansCJK-Bold.ttc",
    sha256: "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb",
};

struct Collection {
    file: &'static str,
    sha256: &'static str,
}

/// A font to write.
struct Font {
    file: &'static str,
    from: &'static Collection,
    /// Which face of the collection.
    face: u8,
    characters: fn(&Sources) -> BTreeSet<char>,
}

/// The faces with the forms of Taiwan, and the one with quotation marks of the width that Latin text has.
const TAIWAN: u8 = 3;
const TAIWAN_MONO: u8 = 8;
const KOREA: u8 = 1;

const FONTS: [Font; 4] = [
    Font { file: "NotoSansCJKtc-Regular.otf", from: &REGULAR, face: TAIWAN, characters: Sources::most },
    Font { file: "NotoSansCJKtc-Bold.otf", from: &BOLD, face: TAIWAN, characters: Sources::of_texts },
    Font {
        file: "NotoSansMonoCJKtc-Regular.otf",
        from: &REGULAR,
        face: TAIWAN_MONO,
        characters: Sources::latin,
    },
    Font { file: "NotoSansCJKkr-Regular.otf", from: &REGULAR, face: KOREA, characters: Sources::marks },
];

/// Hints weigh a fifth and show no difference here; the other tables are for vertical text and for glyphs that
/// programs choose.
const OPTIONS: [&str; 6] = [
    "--layout-features=kern",
    "--no-hinting",
    "--desubroutinize",
    "--notdef-outline",
    "--name-IDs=0,1,2,3,4,5,6,7,13,14",
    "--drop-tables+=BASE,GSUB,VORG,vhea,vmtx",
];

const LATIN: [RangeInclusive<char>; 2] = [' '..='~', '\u{a0}'..='ÿ'];

/// Whole blocks, as far as the font has them. Kana are in names of shops, such as 茶の湯.
const BLOCKS: [RangeInclusive<char>; 7] = [
    '‐'..='⁞', // general punctuation
    '①'..='⑳',
    '　'..='〿',  // punctuation of Chinese
    'ぁ'..='ヿ', // kana
    'ㄅ'..='ㄯ', // Bopomofo
    '！'..='～', // full-width forms
    '￠'..='￦',
];

/// What the windows draw with, beside texts.
const SYMBOLS: &str = "←↑→↓↔↕▲△▶▷▼▽◀◁●○◆◇■□★☆✓⚠−×÷±≤≥≠≈∞€№℃™";

/// What Chinese text has as wide as a character: quotation marks, for which it has 「 and 」, and the dot that hides
/// a PIN.
const MARKS: &str = "‘’“”•";

/// Characters that Big5 lacks and names in Taiwan have all the same, the commonest of them.
const NAMES: &str = "堃喆犇㐂𠮷煊峯媖頴恒碁銹粧嫺裏墻邨瑨烱姸温珉晧啓衆着彣槺塩麪栢冨羣鎭珺";

/// Big5, both levels and the symbols before them, but for what draws frames and bars.
const BIG5: &str = "
for lead in range(0xA1, 0xFA):
    for trail in range(0x40, 0xFF):
        character = bytes([lead, trail]).decode('big5', 'ignore')
        if len(character) == 1 and not '\u{2500}' <= character <= '\u{258f}':
            print(character, end='')
";

/// The characters there are.
struct Sources {
    big5: BTreeSet<char>,
    texts: BTreeSet<char>,
    catalogue: BTreeSet<char>,
}

impl Sources {
    fn most(&self) -> BTreeSet<char> {
        let blocks = BLOCKS.into_iter().flatten();
        let more = SYMBOLS.chars().chain(NAMES.chars()).chain(blocks).chain(self.of_texts());
        let all = more.chain(self.big5.iter().copied()).chain(self.catalogue.iter().copied());
        all.filter(|character| !MARKS.contains(*character)).collect()
    }

    fn of_texts(&self) -> BTreeSet<char> {
        self.latin().into_iter().chain(self.texts.iter().copied()).collect()
    }

    fn latin(&self) -> BTreeSet<char> {
        LATIN.into_iter().flatten().collect()
    }

    fn marks(&self) -> BTreeSet<char> {
        MARKS.chars().collect()
    }
}

/// Writes `apps/scap-gui/fonts/*.otf`.
pub(crate) fn run() -> Result<(), Failed> {
    setup::install_for(&[For::Fonts])?;
    let workspace = Workspace::read()?;
    let folder = workspace.target.join("fonts");
    let tools = tools(&folder)?;
    let sources = Sources {
        big5: text_of(Command::new(tools.join("python")).args(["-X", "utf8", "-c", BIG5]))?.chars().collect(),
        texts: texts(&workspace.root.join("crates/scap-messages/locales"))?,
        catalogue: read(&workspace.root.join("fixtures/catalogue/catalogue.json"))?.chars().collect(),
    };
    for font in FONTS {
        let from = Path::new(FOLDER).join(font.from.file);
        check(&from, font.from.sha256)?;
        let characters = folder.join(font.file).with_extension("txt");
        let list: String = (font.characters)(&sources).into_iter().filter(|c| !c.is_control()).collect();
        fs::write(&characters, list).map_err(Failed::file(&characters))?;
        let to = workspace.root.join("apps/scap-gui/fonts").join(font.file);
        let option = |name: &str, value: &Path| format!("--{name}={}", value.display());
        process::run(
            Command::new(tools.join("pyftsubset"))
                .arg(&from)
                .arg(format!("--font-number={}", font.face))
                .args(OPTIONS)
                .arg(option("text-file", &characters))
                .arg(option("output-file", &to)),
        )?;
        let length = fs::metadata(&to).map_err(Failed::file(&to))?.len();
        println!("{}: {} kB", font.file, length.div_ceil(1000));
    }
    Ok(())
}

/// The programs of fonttools, in a Python environment of their own.
fn tools(folder: &Path) -> Result<PathBuf, Failed> {
    let environment = folder.join("python");
    let programs = environment.join("bin");
    if !succeeds(Command::new(programs.join("pip")).args(["show", "--quiet", "fonttools"])) {
        println!("missing: fonttools              cuts fonts; installed in {}", environment.display());
        process::run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    }
    let install = ["install", "--quiet", "--disable-pip-version-check", FONTTOOLS];
    process::run(Command::new(programs.join("pip")).args(install))?;
    Ok(programs)
}

/// Refuses another version of the fonts: what is written would differ for no visible reason.
fn check(file: &Path, sha256: &str) -> Result<(), Failed> {
    if text_of(Command::new("sha256sum").arg("--").arg(file))?.starts_with(sha256) {
        return Ok(());
    }
    Err(Failed::new(format!(
        "{} is another version than the one that these fonts are made from, 2.004 with SHA-256 {sha256}",
        file.display()
    )))
}

/// Every character of the texts, in all languages.
fn texts(locales: &Path) -> Result<BTreeSet<char>, Failed> {
    let mut characters = BTreeSet::new();
    for language in entries(locales)? {
        for file in entries(&language)? {
            characters.extend(read(&file)?.chars());
        }
    }
    Ok(characters)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failed> {
    let entries = fs::read_dir(folder).map_err(Failed::file(folder))?;
    entries.map(|entry| Ok(entry.map_err(Failed::file(folder))?.path())).collect()
}

fn read(file: &Path) -> Result<String, Failed> {
    fs::read_to_string(file).map_err(Failed::file(file))
}

/// What the command prints. It must succeed.
fn text_of(command: &mut Command) -> Result<String, Failed> {
    let printed = output(command)?;
    if !printed.status.success() {
        let why = String::from_utf8_lossy(&printed.stderr);
        return Err(Failed::new(format!("`{}` failed: {why}", process::line(command))));
    }
    String::from_utf8(printed.stdout).map_err(|error| Failed::new(error.to_string()))
}
