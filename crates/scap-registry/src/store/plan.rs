//! What a card with thousands of certificates is asked for is found by an index, without a scan and without sorting.
#![allow(clippy::unwrap_used, reason = "tests")]

use sqlx::{AssertSqlSafe, Sqlite, query::QueryAs, sqlite::SqliteArguments};

use super::{Store, delegation, issuance, records};

type Line = (i64, i64, i64, String);

/// The steps of the plan for a statement, each in a line.
async fn plan(store: &Store, sql: &str) -> String {
    let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let query: QueryAs<'_, Sqlite, Line, SqliteArguments> = sqlx::query_as(sql);
    let lines = query.fetch_all(&mut *store.read().await.unwrap()).await.unwrap();
    lines.into_iter().map(|(.., step)| step + "\n").collect()
}

#[tokio::test]
async fn the_newest_of_thousands_are_found_by_an_index() {
    let folder = tempfile::TempDir::new().unwrap();
    let store = Store::open(&folder.path().join("registry.db")).await.unwrap();
    let table = [
        (records::GRANTED, "INDEX issuance_granted (signer=? AND kind=? AND issued_at>? AND issued_at<?)"),
        (records::RECEIVED, "INDEX issuance_received (holder=? AND kind=? AND issued_at>? AND issued_at<?)"),
        (issuance::CURRENT, "INDEX issuance_current (holder=? AND kind=?)"),
        (delegation::NEWEST, "INDEX issuance_current (holder=? AND kind=?)"),
        (delegation::OF_ENTITY, "INDEX issuance_by_serial (serial=?)"),
    ];
    for (sql, index) in table {
        let plan = plan(&store, sql).await;
        assert!(plan.contains(index), "{sql}\n{plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
    }
}
