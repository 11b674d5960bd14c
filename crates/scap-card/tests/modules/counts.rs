//! How many PKCS#11 calls an operation takes, on a card as the real ones are.

use scap_card::Readers;

use crate::lab::{Lab, PIN, pin, run};

/// An attribute certificate of this project has about this many bytes.
const CERTIFICATE: [u8; 1300] = [7; 1300];

#[test]
fn every_operation_takes_as_many_calls_as_the_page_on_performance_says() {
    run("counts::every_operation_takes_as_many_calls_as_the_page_on_performance_says", |lab| {
        let mut readers = lab.readers();
        let mut counted = Vec::new();
        let mut count = |name, lab: &Lab| {
            counted.push((name, lab.shim.calls().len()));
            lab.play(&[]);
        };
        lab.play(&[]);
        let slot = lab.slot(&mut readers);
        count("slots", lab);
        let mut token = readers.open(&slot).unwrap();
        count("open", lab);
        token.pin_state().unwrap();
        count("pin_state", lab);
        token.verify_pin(&pin(PIN)).unwrap();
        count("verify_pin", lab);
        token.sign(b"text").unwrap();
        count("sign", lab);
        token.sign(b"text").unwrap();
        count("sign again", lab);
        token.open_area().unwrap();
        count("open_area", lab);
        token.write_area(&CERTIFICATE).unwrap();
        count("write_area, first", lab);
        token.write_area(&CERTIFICATE).unwrap();
        count("write_area, next", lab);
        token.read_area().unwrap();
        count("read_area", lab);
        token.area_state().unwrap();
        count("area_state", lab);
        drop(token);
        count("drop", lab);
        let page = [
            ("slots", 6),
            ("open", 23),
            ("pin_state", 2),
            ("verify_pin", 7),
            ("sign", 8),
            ("sign again", 5),
            ("open_area", 6),
            ("write_area, first", 18),
            ("write_area, next", 21),
            ("read_area", 19),
            ("area_state", 7),
            ("drop", 2),
        ];
        assert_eq!(counted, page);
    });
}
