//! What is measured, in the order of the table.

/// Who measures.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// `openssl speed`.
    OpenSsl,
    /// `bench/`, on one processor.
    Rust,
    /// Bouncy Castle, on the same processor.
    Java,
    /// `bench/`, on all processors.
    AllCores,
}

/// A row of the table.
pub(super) struct Row {
    pub(super) by: By,
    /// What the program that measures calls it.
    pub(super) name: &'static str,
    /// What it is, in Markdown.
    pub(super) text: &'static str,
}

const fn row(by: By, name: &'static str, text: &'static str) -> Row {
    Row { by, name, text }
}

/// The unit: the limit of everything that verifies a signature.
pub(super) const UNIT: &str = "openssl-verify";
/// What the last row is a multiple of.
pub(super) const ONE_THREAD: &str = "wall-one-thread";

pub(super) const ROWS: &[Row] = &[
    row(By::OpenSsl, UNIT, "**RSA-2048 verification: `openssl speed`, the unit**"),
    row(By::Rust, "raw-aws-lc-rs", "the same with the hash, parsed key: `aws-lc-rs`"),
    row(By::Rust, "raw-rsa", "… `rsa`"),
    row(By::Rust, "scap-parse", "**parse and check the profile: `scap-ac`**"),
    row(By::Java, "bc-parse-lazy", "parse: Bouncy Castle, lazily"),
    row(By::Java, "bc-parse-all", "… all fields"),
    row(By::Rust, "structured-parse", "parse: `structured-cms`"),
    row(By::Rust, "structured-profile", "… and check the profile of RFC 5755"),
    row(By::Rust, "scap-verify-aws-lc-rs", "parse and verify: `scap-ac`, `aws-lc-rs`"),
    row(By::Rust, "scap-verify-rsa", "… `rsa`"),
    row(By::Rust, "structured-verify", "parse, RFC 5755 and verify: `structured-cms`, `aws-lc-rs`"),
    row(By::Java, "bc-verify-lightweight", "parse and verify: Bouncy Castle, lightweight"),
    row(By::Java, "bc-verify-jca", "… JCA"),
    row(By::Rust, "scap-known-aws-lc-rs", "**full validation, cards known: `scap-ac`, `aws-lc-rs`**"),
    row(By::Rust, "scap-known-one-slot", "… of a certificate with one slot"),
    row(By::Rust, "scap-known-rsa", "… with five slots, `rsa`"),
    row(By::Rust, "scap-new-aws-lc-rs", "full validation, both cards first seen: `aws-lc-rs`"),
    row(By::Rust, "scap-new-rsa", "… `rsa`"),
    row(By::Rust, "scap-other-holder", "refusal: made for another card"),
    row(By::Rust, "scap-expired", "refusal: expired"),
    row(By::AllCores, ONE_THREAD, "many that are read, cards known, by the wall clock: `validate` for each"),
    row(By::AllCores, "wall-all-cores", "… `validate_all` on all cores"),
];
