//! The text that a certificate is saved as (manual § 7.2.3.1 step 19): every field for people, then the
//! certificate itself as PEM for programs.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use crate::{
    attribute_certificate::{AttributeCertificate, BaseCertificateId},
    certificate::AuthorizationCertificate,
    content::{Delegation, Grant, Slot, Slots},
    encoding,
    hex::hex,
    time::UnixTime,
};

/// A language that people are addressed in.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Language {
    /// 正體中文.
    #[default]
    TraditionalChinese,
    /// English.
    English,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::TraditionalChinese, Self::English];

    /// The language tag ([RFC 5646](https://www.rfc-editor.org/rfc/rfc5646)).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::TraditionalChinese => "zh-TW",
            Self::English => "en",
        }
    }

    const fn pick(self, chinese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::TraditionalChinese => chinese,
            Self::English => english,
        }
    }
}

/// A field of a certificate as people read it: its label and value. A field that is not used is left out.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// What the field is for.
    pub role: FieldRole,
    /// The label.
    pub label: String,
    /// The value, on one line.
    pub value: String,
}

/// What a field is for, so that an app can leave out or mask what does not belong where it is shown.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum FieldRole {
    /// It says what is certified, of whom and by whom.
    Statement,
    /// The holder identification number: personal data.
    HolderId,
    /// What an attribute of another profile holds, in hexadecimal: it may be personal data.
    Attribute,
    /// Programs check the certificate by it: the authority key identifier and the signature.
    Proof,
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The value may be personal data.
        f.debug_struct("Field").field("role", &self.role).field("label", &self.label).finish_non_exhaustive()
    }
}

impl Field {
    fn new(role: FieldRole, label: impl Into<String>, value: String) -> Self {
        Self { role, label: label.into(), value }
    }
}

impl AttributeCertificate {
    /// Every field for people, of a certificate of any profile: attributes by type alone.
    #[must_use]
    pub fn fields(&self, language: Language) -> Vec<Field> {
        let none = || language.pick("（無）", "(none)").to_string();
        let mut fields = Vec::new();
        let mut add_as = |role, chinese, english, value: String| {
            fields.push(Field::new(role, language.pick(chinese, english), value));
        };
        let mut add = |chinese, english, value| add_as(FieldRole::Statement, chinese, english, value);
        let kind = language.pick("其他屬性憑證", "attribute certificate of another profile");
        add("種類", "Kind", kind.to_string());
        add("版本", "Version", "V2".to_string());
        let holder = self.holder();
        let holder_issuer = holder.as_ref().map_or_else(none, |holder| holder.issuer().to_string());
        add("持有者憑證發行單位", "Holder certificate issued by", holder_issuer);
        let holder_serial = holder.as_ref().map_or_else(none, BaseCertificateId::serial_decimal);
        add("持有者憑證序號", "Holder certificate serial", holder_serial);
        add("發行者識別名稱", "Issued by", self.issuer().map_or_else(none, |issuer| issuer.to_string()));
        add("簽章演算法", "Signature algorithm", self.signature_algorithm_name());
        add("憑證序號", "Serial", self.serial().to_string());
        add("有效期間", "Valid", validity(language, self.not_before(), self.not_after()));
        for attribute in self.attributes() {
            let values = attribute.values().map(hex).collect::<Vec<_>>().join(", ");
            let value = format!("{} = {values}", attribute.oid());
            add_as(FieldRole::Attribute, "屬性", "Attribute", value);
        }
        for extension in self.extensions() {
            let critical =
                if extension.is_critical() { language.pick("（關鍵）", " (critical)") } else { "" };
            let value = format!("{}{critical}", extension.oid());
            add_as(FieldRole::Statement, "延伸欄位", "Extension", value);
        }
        add_as(FieldRole::Proof, "數位簽章", "Signature", hex(self.signature()));
        fields
    }

    /// The certificate as PEM with the label `ATTRIBUTE CERTIFICATE` ([RFC 7468 Section 12]).
    ///
    /// [RFC 7468 Section 12]: https://www.rfc-editor.org/rfc/rfc7468#section-12
    #[must_use]
    pub fn to_pem(&self) -> String {
        encoding::to_pem(self.as_der())
    }
}

impl AuthorizationCertificate {
    /// Every field for people, in the order of the manual. The holder identification number is whole.
    #[must_use]
    pub fn fields(&self, language: Language) -> Vec<Field> {
        let mut fields = Vec::new();
        let mut add = |label: String, value| fields.push(Field::new(FieldRole::Statement, label, value));
        let grant = self.grant();
        let (kind, version) = match grant {
            Grant::Application(_) => (language.pick("應用授權", "application authorization"), "V2"),
            Grant::Delegation(_) => (language.pick("分層授權", "delegation"), "V2"),
        };
        let label = |chinese, english| language.pick(chinese, english).to_string();
        add(label("種類", "Kind"), kind.to_string());
        add(label("版本", "Version"), version.to_string());
        add(label("附卡發行單位", "Secondary card issued by"), self.holder().issuer.to_string());
        add(label("附卡憑證序號", "Secondary card certificate serial"), self.holder().serial.to_string());
        add(label("授權者識別名稱", "Authorized by"), self.issuer().to_string());
        add(label("簽章演算法", "Signature algorithm"), self.signature_algorithm().to_string());
        add(label("授權憑證序號", "Serial"), self.serial().to_string());
        add(label("授權有效期間", "Valid"), validity(language, self.not_before(), self.not_after()));
        match &grant {
            Grant::Application(slots) => slot_fields(language, slots, &mut add),
            Grant::Delegation(delegation) => delegation_fields(language, delegation, &mut add),
        }
        let id = self.holder_id();
        let id_kind = match id.kind() {
            crate::HolderIdKind::NationalId => language.pick("國民身分證字號", "national number"),
            crate::HolderIdKind::Other => language.pick("其他證號", "other number"),
        };
        let number = format!("{} ({id_kind})", id.number());
        let key = hex(self.authority_key_identifier());
        fields.extend([
            Field::new(FieldRole::HolderId, label("持卡者證號", "Holder identification number"), number),
            Field::new(FieldRole::Proof, label("授權單位金鑰識別元", "Authority key identifier"), key),
            Field::new(FieldRole::Proof, label("數位簽章", "Signature"), hex(self.signature())),
        ]);
        fields
    }

    /// The text to save, in UTF-8. [`AuthorizationCertificate::from_any`] reads it back from the PEM at its
    /// end; the lines above that are for people and are not read.
    #[must_use]
    pub fn to_text(&self, language: Language) -> String {
        let title = language.pick("附卡授權證", "Authorization certificate for a secondary card");
        let mut text = format!("{title}\n\n");
        for Field { label, value, .. } in self.fields(language) {
            let colon = language.pick("：", ": ");
            text.push_str(&format!("{label}{colon}{value}\n"));
        }
        text.push('\n');
        text.push_str(&self.to_pem());
        text
    }

    /// The certificate as PEM with the label `ATTRIBUTE CERTIFICATE` ([RFC 7468 Section 12]).
    ///
    /// [RFC 7468 Section 12]: https://www.rfc-editor.org/rfc/rfc7468#section-12
    #[must_use]
    pub fn to_pem(&self) -> String {
        self.as_attribute_certificate().to_pem()
    }
}

fn validity(language: Language, not_before: UnixTime, not_after: UnixTime) -> String {
    match language {
        Language::TraditionalChinese => format!("從 {not_before} 到 {not_after}"),
        Language::English => format!("from {not_before} to {not_after}"),
    }
}

fn slot_fields(language: Language, slots: &Slots, add: &mut impl FnMut(String, String)) {
    if slots.is_empty() {
        let nothing = language.pick("未授權任何應用", "no application is authorized");
        add(language.pick("授權內容", "Slots").to_string(), nothing.to_string());
    }
    for used in slots {
        let mut part = |chinese: &str, english: &str, value: Option<&str>| {
            if let Some(value) = value {
                add(slot_label(language, used.slot, chinese, english), value.to_string());
            }
        };
        let application = format!("{} ({})", used.application.name, used.application.code);
        part("應用系統服務名稱", "application", Some(&application));
        part("使用單位名稱", "unit name", used.unit_name.as_ref().map(|name| name.as_str()));
        part("使用單位代碼", "unit code", used.unit_code.as_ref().map(|code| code.as_str()));
        part("使用者角色", "role", used.role.as_ref().map(|role| role.as_str()));
    }
}

fn slot_label(language: Language, slot: Slot, chinese: &str, english: &str) -> String {
    match language {
        Language::TraditionalChinese => format!("授權內容{slot} {chinese}"),
        Language::English => format!("Slot {slot} {english}"),
    }
}

fn delegation_fields(language: Language, delegation: &Delegation, add: &mut impl FnMut(String, String)) {
    if let Some(unit) = &delegation.unit_name {
        add(language.pick("被授權單位", "Delegated unit").to_string(), unit.to_string());
    }
    if let Some(role) = &delegation.role {
        add(language.pick("被授權角色", "Delegated role").to_string(), role.to_string());
    }
}
