//! What holds for every input: the body of each fuzz target, and of its quick test.

mod certificate;
mod forms;
mod login;
mod status;
mod wire;

/// A property: a name, which is that of the fuzz target and of its folder of seeds, and the body.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a table of these is all there is")]
pub struct Property {
    /// The name.
    pub name: &'static str,
    /// Panics if the property does not hold.
    pub holds_for: fn(&[u8]),
}

/// All of them.
pub const ALL: [Property; 9] = [
    Property { name: "decode", holds_for: decode },
    Property { name: "validate", holds_for: validate },
    Property { name: "text_form", holds_for: text_form },
    Property { name: "pem", holds_for: pem },
    Property { name: "json", holds_for: json },
    Property { name: "card_certificate", holds_for: card_certificate },
    Property { name: "login", holds_for: login },
    Property { name: "signed_request", holds_for: signed_request },
    Property { name: "status", holds_for: status },
];

pub use certificate::{decode, validate};
pub use forms::{json, pem, text_form};
pub use login::login;
pub use status::status;
pub use wire::{card_certificate, signed_request};
