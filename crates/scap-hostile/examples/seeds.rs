//! Writes the catalogue of variants, each with the old signature, into the folders that are given: inputs for a fuzzer
//! to start from. The longest are left out, as a fuzzer would make all of its inputs as long.

use std::{env, fs, path::PathBuf};

use scap_hostile::{good, variants};

/// The most octets of an input.
const LONGEST: usize = 4096;

fn main() -> std::io::Result<()> {
    let variants: Vec<_> = variants::all().map(variants::Variant::unsigned).collect();
    let short = || variants.iter().filter(|variant| variant.len() <= LONGEST).enumerate();
    for folder in env::args_os().skip(1).map(PathBuf::from) {
        fs::create_dir_all(&folder)?;
        for (number, variant) in short() {
            fs::write(folder.join(format!("variant-{number}.der")), variant)?;
        }
        fs::write(folder.join("application.der"), good::application().as_der())?;
        fs::write(folder.join("delegation.der"), good::delegation().as_der())?;
    }
    Ok(())
}
