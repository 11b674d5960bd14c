//! How many PKCS#11 calls a function takes with both cards present.

use scap_ac::UnixTime;
use scap_flow::{Activate, Issue, QueryRecords, RecordsFilter, View};
use scap_proto::wire::Direction;
use uuid::Uuid;

use crate::{cards::now, lab::run, server::FakeServer};

#[test]
fn every_function_takes_as_many_calls_as_the_page_on_performance_says() {
    run("counts::every_function_takes_as_many_calls_as_the_page_on_performance_says", |lab| {
        let server = FakeServer::default();
        let mut counted = Vec::new();
        let mut count = |name, end: String| {
            assert_eq!(end, "done", "{name}");
            counted.push((name, lab.shim.calls().len()));
            lab.play(&[]);
        };
        lab.play(&[]);
        count("F1", lab.run(Activate::new(FakeServer::url(), now()), &server));
        let issue = |id| Issue::new(FakeServer::url(), Uuid::from_u128(id), now());
        count("F2, first", lab.run(issue(1), &server));
        count("F2, next", lab.run(issue(2), &server));
        count("F6", lab.run(View::new(now()), &server));
        let filter = RecordsFilter {
            direction: Direction::Received,
            range: (UnixTime::EPOCH, now()),
            kind: None,
            serial: None,
            cursor: None,
        };
        count("F8", lab.run(QueryRecords::new(FakeServer::url(), filter, now()), &server));
        let page = [("F1", 86), ("F2, first", 206), ("F2, next", 213), ("F6", 72), ("F8", 61)];
        assert_eq!(counted, page);
    });
}
