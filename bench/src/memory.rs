//! Whether memory stays as it is over millions of validations.

use std::{fs, io};

use scap_ac::Backend;

use crate::{material::Material, scap};

/// Validates `count` times and tells the resident memory ten times on the way.
pub fn run(count: u64) -> io::Result<()> {
    let material = Material::new();
    let validator = scap::knowing(&material, Backend::AwsLc);
    let signers = [material.signer.certificate.clone()];
    let holder = &material.holder.certificate;
    let step = (count / 10).max(1);
    for done in 1..=count {
        let decided = scap::decide(&validator, &material.der, holder, &signers, material.now);
        assert!(decided.is_ok(), "what is measured has failed");
        if done % step == 0 {
            println!("after {done} validations: {} KiB resident", resident()?);
        }
    }
    Ok(())
}

fn resident() -> io::Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| io::Error::other("no VmRSS in /proc/self/status"))
}
