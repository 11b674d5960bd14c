use scap_ac::{Target, TargetName, ValidatorBuilder};

/// What your system is called in certificates that are made for some systems alone.
pub fn named(trust: ValidatorBuilder) -> ValidatorBuilder {
    trust
        .target(Target::Name(TargetName::Uri("https://tender.example".into())))
        .target(Target::Group(TargetName::Dns("gov.example".into())))
}
