//! The commands for certificates in files, which need no card and no server.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use scap_ac::UnixTime;

#[derive(Debug, Subcommand)]
pub(crate) enum AcCommand {
    /// Show every field of an attribute certificate
    Show {
        /// DER, PEM, base64 or saved text; - for standard input
        file: PathBuf,
    },
    /// Tell whether a certificate is valid, and what it authorizes
    Verify(Box<Verify>),
    /// Write a certificate in another form to standard output
    Convert {
        /// DER, PEM, base64 or saved text; - for standard input
        file: PathBuf,
        /// The form to write
        #[arg(long, value_enum)]
        to: Form,
    },
}

/// The forms of a certificate.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Form {
    /// The DER alone
    Der,
    /// PEM with the label ATTRIBUTE CERTIFICATE
    Pem,
    /// Every field, then the PEM
    Text,
}

/// Verify a certificate.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example:
  scap ac verify saved.txt --anchors root.pem ca.pem --signer primary.pem --holder secondary.pem \\
    --application G2B-EHELPER --explain
  scap ac verify authorization.b64 --anchors root.pem ca.pem --signer primary.pem \\
    --login signature.b64 --challenge challenge.bin --application G2B-EHELPER --json

The second one asks what an application asks when a card logs in: --login is the PKCS#7 signature
that the card made over the bytes of --challenge, and that card is the holder.

Exit code 3 if the certificate is not valid. Without --login and --holder nothing about the holder's
card is checked: never decide on access that way.")]
pub(crate) struct Verify {
    /// DER, PEM, base64 or saved text; - for standard input
    pub(crate) file: PathBuf,
    /// Certificates of CAs to trust (PEM or DER)
    #[arg(long, value_name = "PEM", num_args = 1.., required = true)]
    pub(crate) anchors: Vec<PathBuf>,
    /// Certificates of CAs between an anchor and the cards (PEM or DER)
    #[arg(long, value_name = "PEM", num_args = 1..)]
    pub(crate) intermediates: Vec<PathBuf>,
    /// Certificate of a card that may be the signer or its delegator (PEM or DER); may be repeated
    #[arg(long, value_name = "PEM")]
    pub(crate) signer: Vec<PathBuf>,
    /// Certificate of the card that the certificate is used with (PEM or DER), or that is to have logged in
    #[arg(long, value_name = "PEM")]
    pub(crate) holder: Option<PathBuf>,
    /// Delegation of a secondary card that signed
    #[arg(long, value_name = "FILE")]
    pub(crate) delegation: Option<PathBuf>,
    /// Revocation lists of the cards' CA (PEM or DER)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) crl: Vec<PathBuf>,
    /// Certificates of those who tell whether authorization certificates are revoked (PEM or DER)
    #[arg(long, value_name = "PEM", num_args = 1..)]
    pub(crate) revocation_authority: Vec<PathBuf>,
    /// Revocation lists of authorization certificates, signed by a revocation authority (PEM or DER)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) ac_crl: Vec<PathBuf>,
    /// OCSP responses for the certificate or its delegation, signed by a revocation authority (DER)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) ocsp: Vec<PathBuf>,
    /// Refuse the certificate unless a revocation authority says that it is not revoked
    #[arg(long)]
    pub(crate) require_status: bool,
    /// A URI or host name that the system goes by, for certificates made for some systems alone; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) target: Vec<String>,
    /// The instant to judge by (RFC 3339 in UTC) [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_time)]
    pub(crate) at: Option<UnixTime>,
    /// The application that is to be used
    #[arg(long, value_name = "CODE")]
    pub(crate) application: Option<String>,
    /// Signature of a login, PKCS#7 (DER, PEM or base64; - for standard input)
    #[arg(long, value_name = "FILE", requires = "challenge")]
    pub(crate) login: Option<PathBuf>,
    /// What the login must have signed, byte for byte; - for standard input
    #[arg(long, value_name = "FILE", requires = "login")]
    pub(crate) challenge: Option<PathBuf>,
    /// Nonce that the login must have, in hexadecimal digits
    #[arg(long, value_name = "HEX", requires = "login", value_parser = parse_hex)]
    pub(crate) nonce: Option<Hex>,
    /// How far the time of the login may be from the instant to judge by; it must have one then [default: 300, if
    /// it has one]
    #[arg(long, value_name = "SECONDS", requires = "login")]
    pub(crate) login_max_age: Option<u64>,
    /// Let signatures with SHA-1 count
    #[arg(long)]
    pub(crate) allow_sha1: bool,
    /// Tell every check
    #[arg(long)]
    pub(crate) explain: bool,
}

/// Bytes that were given in hexadecimal digits.
#[derive(Clone, Debug)]
pub(crate) struct Hex(pub(crate) Vec<u8>);

fn parse_hex(text: &str) -> Result<Hex, String> {
    let pairs = text.as_bytes().chunks(2).map(|pair| {
        let digits = std::str::from_utf8(pair).ok()?;
        let hexadecimal = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        hexadecimal.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
    });
    let bytes: Option<Vec<u8>> = pairs.collect();
    let bytes = bytes.filter(|bytes| !bytes.is_empty());
    bytes.map(Hex).ok_or_else(|| "two hexadecimal digits for each byte".to_owned())
}

fn parse_time(text: &str) -> Result<UnixTime, String> {
    text.parse().map_err(|error: scap_ac::ParseTimeError| error.to_string())
}
