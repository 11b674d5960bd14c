//! Every processor at once, by the clock on the wall.

use std::{
    num::NonZero,
    thread,
    time::{Duration, Instant},
};

use scap_ac::Backend;

use crate::{material::Material, measure::Measurement, scap};

pub fn measure(name: &str, material: &Material, time: Duration) -> Option<Measurement> {
    let threads = match name {
        "wall-one-thread" => 1,
        "wall-all-cores" => thread::available_parallelism().map_or(1, NonZero::get),
        _ => return None,
    };
    let validator = scap::knowing(material, Backend::AwsLc);
    let signers = [material.signer.certificate.clone()];
    let work = |until: Instant| {
        let mut count = 0;
        while Instant::now() < until {
            for _ in 0..64 {
                let holder = &material.holder.certificate;
                let decided = scap::decide(&validator, &material.der, holder, &signers, material.now);
                assert!(decided.is_ok(), "what is measured has failed");
            }
            count += 64;
        }
        count
    };
    let start = Instant::now();
    let count = thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(|| work(start + time))).collect();
        started.into_iter().map(|thread| thread.join().unwrap_or_default()).sum()
    });
    Some(Measurement { count, seconds: start.elapsed().as_secs_f64() })
}
