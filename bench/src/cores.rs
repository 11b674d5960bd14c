//! Many certificates at once, by the clock on the wall: one after the other, or on every core.

use std::time::{Duration, Instant};

use scap_ac::{AuthorizationCertificate, Backend, Evidence};

use crate::{material::Material, measure::Measurement, scap};

/// How many certificates are judged in one call.
const MANY: usize = 4096;

pub fn measure(name: &str, material: &Material, time: Duration) -> Option<Measurement> {
    let on_all_cores = match name {
        "wall-one-thread" => false,
        "wall-all-cores" => true,
        _ => return None,
    };
    let validator = scap::knowing(material, Backend::AwsLc);
    let signers = [material.signer.certificate.clone()];
    let evidence = Evidence::new(&material.holder.certificate, &signers);
    let read = || AuthorizationCertificate::from_der(&material.der).ok();
    let certificates: Vec<_> = (0..MANY).map_while(|_| read()).collect();
    let cases: Vec<_> = certificates.iter().map(|certificate| (certificate, evidence)).collect();
    let judge = || {
        if on_all_cores {
            return validator.validate_all(&cases, material.now);
        }
        cases.iter().map(|(read, evidence)| validator.validate(read, evidence, material.now)).collect()
    };
    let start = Instant::now();
    let mut count = 0;
    loop {
        let verdicts = judge();
        assert!(verdicts.len() == MANY && verdicts.iter().all(Result::is_ok), "what is measured has failed");
        count += 1;
        let taken = start.elapsed();
        if taken >= time {
            let judged = u64::try_from(MANY).unwrap_or_default() * count;
            return Some(Measurement { count: judged, seconds: taken.as_secs_f64() });
        }
    }
}
