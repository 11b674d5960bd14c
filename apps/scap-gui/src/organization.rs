//! Whose card it is, as people call them: the organization in a distinguished name.

use scap_ac::DistinguishedName;

/// The organization (`O`) in the name; the whole name if it has none.
pub(crate) fn organization(name: &DistinguishedName) -> String {
    let text = name.to_string();
    find(&text).unwrap_or(text)
}

/// The value of `O=` in the text of a name as RFC 4514 writes it, where `\` stands before a comma that belongs to it.
fn find(text: &str) -> Option<String> {
    let mut parts = vec![String::new()];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, parts.last_mut()) {
            (',' | '+', _) => parts.push(String::new()),
            ('\\', Some(part)) => part.extend(characters.next()),
            (_, Some(part)) => part.push(character),
            (_, None) => {}
        }
    }
    parts
        .into_iter()
        .find_map(|part| part.strip_prefix("O=").map(str::to_owned))
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_organization_is_told_without_the_rest() {
        for (name, expected) in [
            ("O=測試公司2,L=臺中市,C=TW", Some("測試公司2")),
            ("CN=A+O=Acme\\, Inc.,C=TW", Some("Acme, Inc.")),
            ("OU=O=x,C=TW", None),
            ("O=", None),
            ("", None),
        ] {
            assert_eq!(find(name).as_deref(), expected, "{name}");
        }
    }
}
