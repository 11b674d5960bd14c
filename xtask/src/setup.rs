//! `cargo xtask setup`: finds out what is missing and installs it, with apt where there is apt.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    error::Failed,
    process::{self, cargo, find, output, succeeds},
};

/// What something is needed for.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum For {
    Demo,
    Test,
    Bench,
    BenchCards,
    Window,
    Fonts,
}

/// How one sees that something is there: by what is used of it, so that it counts wherever it comes from.
enum Sign {
    Program(&'static str),
    File(&'static str),
    SoftHsm,
    Library(&'static str),
}

/// A Debian package and why it is needed.
struct Need {
    package: &'static str,
    sign: Sign,
    reason: &'static str,
    by: &'static [For],
}

const ALL: &[For] = &[For::Demo, For::Test, For::Bench, For::BenchCards];
const CARDS: &[For] = &[For::Demo, For::Test, For::BenchCards];
const TEST_AND_CARDS: &[For] = &[For::Test, For::BenchCards];
const TEST: &[For] = &[For::Test];
const TEST_AND_BENCH: &[For] = &[For::Test, For::Bench];
const WINDOW: &[For] = &[For::Window, For::Test];
const FONTS: &[For] = &[For::Fonts];

/// For C, a compiler is enough: the build script of aws-lc-rs turns to CMake only for FIPS, without assembler, or
/// where it has no bindings for the target. The C library's headers are there, or this task could not have been
/// linked.
const NEEDS: &[Need] = &[
    Need { package: "gcc", sign: Sign::Program("cc"), reason: "aws-lc-rs and SQLite are C", by: ALL },
    Need {
        package: "libpcsclite-dev",
        sign: Sign::File("/usr/include/PCSC/winscard.h"),
        reason: "readers are asked by PC/SC",
        by: ALL,
    },
    Need {
        package: "pkg-config",
        sign: Sign::Program("pkg-config"),
        reason: "tells where the library of PC/SC is",
        by: ALL,
    },
    Need { package: "softhsm2", sign: Sign::SoftHsm, reason: "cards behind PKCS#11", by: CARDS },
    Need {
        package: "softhsm2",
        sign: Sign::Program("softhsm2-util"),
        reason: "puts a key on such a card",
        by: CARDS,
    },
    Need {
        package: "opensc",
        sign: Sign::Program("pkcs11-tool"),
        reason: "puts a certificate on such a card",
        by: CARDS,
    },
    Need {
        package: "p11-kit-modules",
        sign: Sign::Library("p11-kit-proxy.so"),
        reason: "shows the cards of other modules, as one more module",
        by: TEST,
    },
    Need {
        package: "openssl",
        sign: Sign::Program("openssl"),
        reason: "a second opinion on certificates",
        by: TEST_AND_BENCH,
    },
    Need {
        package: "default-jdk-headless",
        sign: Sign::Program("javac"),
        reason: "runs Bouncy Castle",
        by: TEST_AND_BENCH,
    },
    Need {
        package: "libbcprov-java",
        sign: Sign::File("/usr/share/java/bcprov.jar"),
        reason: "Bouncy Castle, another reader of attribute certificates",
        by: TEST_AND_BENCH,
    },
    Need {
        package: "libbcpkix-java",
        sign: Sign::File("/usr/share/java/bcpkix.jar"),
        reason: "the part of Bouncy Castle that knows certificates",
        by: TEST_AND_BENCH,
    },
    Need {
        package: "strongswan-pki",
        sign: Sign::Program("pki"),
        reason: "another reader of attribute certificates",
        by: TEST,
    },
    Need {
        package: "pcscd",
        sign: Sign::File("/usr/sbin/pcscd"),
        reason: "the PC/SC daemon, of which tests start their own",
        by: TEST_AND_CARDS,
    },
    Need {
        package: "vsmartcard-vpcd",
        sign: Sign::File("/etc/reader.conf.d/vpcd"),
        reason: "virtual readers for it",
        by: TEST_AND_CARDS,
    },
    Need {
        package: "clang",
        sign: Sign::Program("clang"),
        reason: "its library reads the C headers of the PIV card's files",
        by: TEST,
    },
    Need { package: "procps", sign: Sign::Program("kill"), reason: "stops servers under test", by: TEST },
    Need {
        package: "libxkbcommon-x11-0",
        sign: Sign::Library("libxkbcommon-x11.so.0"),
        reason: "tells a window what is typed",
        by: WINDOW,
    },
    Need {
        package: "libx11-xcb1",
        sign: Sign::Library("libX11-xcb.so.1"),
        reason: "a window on X11",
        by: WINDOW,
    },
    Need {
        package: "libxcursor1",
        sign: Sign::Library("libXcursor.so.1"),
        reason: "its mouse pointer",
        by: WINDOW,
    },
    Need { package: "libxi6", sign: Sign::Library("libXi.so.6"), reason: "its mouse and keys", by: WINDOW },
    Need {
        package: "libgl1",
        sign: Sign::Library("libGL.so.1"),
        reason: "what is in it is drawn with OpenGL",
        by: WINDOW,
    },
    Need {
        package: "libegl1",
        sign: Sign::Library("libEGL.so.1"),
        reason: "the same on Wayland, and without a screen",
        by: WINDOW,
    },
    Need {
        package: "libgl1-mesa-dri",
        sign: Sign::Library("dri/swrast_dri.so"),
        reason: "OpenGL in software",
        by: WINDOW,
    },
    Need {
        package: "xvfb",
        sign: Sign::Program("Xvfb"),
        reason: "a screen for windows under test",
        by: TEST,
    },
    Need { package: "xdotool", sign: Sign::Program("xdotool"), reason: "clicks and types in them", by: TEST },
    Need {
        package: "imagemagick",
        sign: Sign::Program("import"),
        reason: "takes pictures of them",
        by: TEST,
    },
    Need {
        package: "fonts-noto-cjk",
        sign: Sign::File("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
        reason: "what the fonts of the windows are cut out of",
        by: FONTS,
    },
    Need {
        package: "python3-venv",
        sign: Sign::Program("python3"),
        reason: "runs what cuts them",
        by: FONTS,
    },
];

/// Where Debian puts SoftHSM's module, unless `SCAP_TEST_SOFTHSM` names another place.
pub(crate) fn softhsm_module() -> PathBuf {
    env::var_os("SCAP_TEST_SOFTHSM").map_or_else(|| "/usr/lib/softhsm/libsofthsm2.so".into(), PathBuf::from)
}

impl Sign {
    fn is_there(&self) -> bool {
        match self {
            Self::Program(name) => find(name).is_some(),
            Self::File(path) => Path::new(path).exists(),
            Self::SoftHsm => softhsm_module().exists(),
            Self::Library(name) => {
                let multiarch = format!("/usr/lib/{}-linux-gnu", env::consts::ARCH);
                [&multiarch, "/usr/lib64", "/usr/lib"]
                    .iter()
                    .any(|folder| Path::new(folder).join(name).exists())
            }
        }
    }
}

/// Installs what is missing. Where nothing is missing, nothing is done.
pub(crate) fn install_for(purposes: &[For]) -> Result<(), Failed> {
    let missing = NEEDS.iter().filter(|need| need.by.iter().any(|by| purposes.contains(by)));
    let missing: Vec<&Need> = missing.filter(|need| !need.sign.is_there()).collect();
    for need in &missing {
        println!("missing: {:<22} {}", need.package, need.reason);
    }
    let mut packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    packages.dedup();
    if !packages.is_empty() {
        install(&packages)?;
    }
    if purposes.contains(&For::Test) && !has_nextest() {
        install_nextest();
    }
    Ok(())
}

/// Whether `cargo nextest` is there.
pub(crate) fn has_nextest() -> bool {
    succeeds(&mut cargo(&["nextest", "--version"]))
}

fn install_nextest() {
    println!("missing: cargo-nextest          runs the tests in parallel, each in a process of its own");
    if let Err(failed) = process::run(&mut cargo(&["install", "--locked", "cargo-nextest"])) {
        println!("{failed}; `cargo test` will do");
    }
}

fn install(packages: &[&str]) -> Result<(), Failed> {
    if find("apt-get").is_none() {
        println!("There is no apt here. Please install what Debian calls: {}", packages.join(" "));
        return Ok(());
    }
    let root = output(Command::new("id").arg("-u"))?.stdout.starts_with(b"0\n");
    if !root && find("sudo").is_none() {
        println!("Please have root run: apt-get install --no-install-recommends {}", packages.join(" "));
        return Ok(());
    }
    let apt = |arguments: &[&str]| {
        let words: &[&str] = if root { &["env"] } else { &["sudo", "env"] };
        let mut words = words.iter().chain(&["DEBIAN_FRONTEND=noninteractive", "apt-get"]).chain(arguments);
        let mut command = Command::new(words.next().unwrap_or(&"env"));
        command.args(words);
        process::run(&mut command)
    };
    apt(&["update", "--quiet"])?;
    apt(&[&["install", "--quiet", "--yes", "--no-install-recommends"][..], packages].concat())
}

/// `cargo xtask setup`.
pub(crate) fn run(purposes: &[For]) -> Result<(), Failed> {
    install_for(purposes)?;
    println!("Setup is done.");
    Ok(())
}
