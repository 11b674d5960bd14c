//! What is told, part by part: as it is shown, and as it is copied.

use egui::Context;
use scap_ac::{AuthorizationCertificate, Grant, UnixTime};
use scap_card::AreaState;

use super::{
    machine::{Machine, ModuleState},
    mask,
};
use crate::{
    desk::{Occupant, Seat, SeenCard, Trouble},
    pages::{settings::module_name, task::certificate::day},
    shell::{ServerState, Shell},
    widgets::Fact,
};

/// A part of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) facts: Vec<Fact>,
}

/// Everything as one text.
pub(super) fn text(sections: &[Section]) -> String {
    let part = |section: &Section| {
        let facts = section.facts.iter().map(|fact| format!("{}: {}\n", fact.name, fact.value));
        format!("[{}]\n{}", section.title, facts.collect::<String>())
    };
    sections.iter().map(part).collect::<Vec<_>>().join("\n")
}

/// Everything that is known now.
pub(super) fn sections(ctx: &Context, shell: &Shell, machine: Option<&Machine>) -> Vec<Section> {
    let teller = Teller { shell };
    let part = |part: &str, facts: Vec<Fact>| Section { title: teller.own(part), facts };
    let mut sections = vec![
        part("program", teller.program(ctx, machine)),
        part("readers", teller.readers()),
        part("modules", machine.map(|machine| teller.modules(machine)).unwrap_or_default()),
    ];
    sections.extend(teller.cards());
    sections.extend([
        part("server", teller.server(machine)),
        part("settings", machine.map(|machine| teller.settings(machine)).unwrap_or_default()),
        part("journal", teller.journal()),
        part("failures", teller.failures()),
    ]);
    // Nobody's name is in a path.
    let facts = sections.iter_mut().flat_map(|section| &mut section.facts);
    facts.for_each(|fact| fact.value = mask::home(&fact.value));
    sections
}

struct Teller<'a> {
    shell: &'a Shell,
}

impl Teller<'_> {
    fn own(&self, id: &str) -> String {
        self.shell.t(&format!("gui-diagnosis-{id}"))
    }

    fn fact(&self, id: &str, value: impl Into<String>) -> Fact {
        Fact::new(self.own(id), value)
    }

    fn none(&self, id: &str) -> Vec<Fact> {
        vec![self.fact(id, self.own("none"))]
    }

    fn program(&self, ctx: &Context, machine: Option<&Machine>) -> Vec<Fact> {
        let shell = self.shell;
        let look = format!("{}%, {}", shell.memory.text_size, shell.t(shell.memory.colours.text()));
        let size = ctx.content_rect().size();
        let window = format!("{:.0} × {:.0}, {:.2}", size.x, size.y, ctx.pixels_per_point());
        let mut facts = vec![self.fact("version", crate::VERSION)];
        facts.extend(machine.map(|machine| self.fact("system", &machine.system)));
        facts.extend(shell.renderer.as_ref().map(|renderer| self.fact("renderer", renderer)));
        facts.push(self.fact("language", shell.language().tag()));
        facts.push(self.fact("look", look));
        facts.push(self.fact("window", window));
        facts
    }

    fn seats(&self) -> &[Seat] {
        match &self.shell.seats {
            Some(Ok(seats)) => seats,
            _ => &[],
        }
    }

    fn readers(&self) -> Vec<Fact> {
        match (&self.shell.settings, &self.shell.seats) {
            (Err(trouble), _) | (_, Some(Err(trouble))) => return vec![self.trouble("failure", trouble)],
            (_, None) => return vec![self.fact("reader", self.own("looking"))],
            (_, Some(Ok(seats))) if seats.is_empty() => return self.none("reader"),
            _ => {}
        }
        let told = |seat: &Seat| {
            let state = match &seat.occupant {
                Occupant::Nobody => self.shell.t("gui-reader-empty"),
                Occupant::Card(_) => self.own("card-read"),
                Occupant::Unreadable(trouble) => trouble.code.clone(),
            };
            let atr = seat.slot.contact.as_ref().map(|contact| hex(&contact.atr)).unwrap_or_default();
            let atr = if atr.is_empty() { atr } else { format!(", ATR {atr}") };
            self.fact("reader", format!("{}, {state}{atr}", mask::reader(&seat.slot)))
        };
        self.seats().iter().map(told).collect()
    }

    fn modules(&self, machine: &Machine) -> Vec<Fact> {
        let module = |module: &super::machine::Module| {
            let path = module.path.as_ref().map(|path| path.display().to_string());
            let state = match &module.state {
                ModuleState::Missing => self.own("module-missing"),
                ModuleState::Unused => self.own("module-unused"),
                ModuleState::Loaded => self.own("module-loaded"),
                ModuleState::Failed(why) => why.clone(),
            };
            let name = module.name.map_or_else(|| self.own("module"), |name| module_name(name).to_owned());
            Fact::new(name, path.map_or_else(|| state.clone(), |path| format!("{state}, {path}")))
        };
        machine.modules.iter().map(module).collect()
    }

    fn cards(&self) -> Vec<Section> {
        let seen = self.seats().iter().filter_map(|seat| match &seat.occupant {
            Occupant::Card(card) => Some(&**card),
            _ => None,
        });
        let section = |(at, card): (usize, &SeenCard)| {
            let number = [("number", (at + 1).into())];
            Section { title: self.shell.text("gui-diagnosis-card-number", &number), facts: self.card(card) }
        };
        let sections: Vec<_> = seen.enumerate().map(section).collect();
        if sections.is_empty() {
            vec![Section { title: self.own("cards"), facts: self.none("card") }]
        } else {
            sections
        }
    }

    /// A card, without what tells whose it is.
    fn card(&self, card: &SeenCard) -> Vec<Fact> {
        let shell = self.shell;
        let certificate = &card.facts.certificate;
        let rank = shell.rank(certificate);
        let number = mask::number(&certificate.business_number().to_string());
        let serial = mask::serial(&certificate.serial().to_string());
        let valid = [
            ("not_before", day(shell, certificate.not_before()).into()),
            ("not_after", day(shell, certificate.not_after()).into()),
        ];
        let area = match card.facts.area {
            AreaState::None => "area-state-none",
            AreaState::Closed => "area-state-closed",
            AreaState::Open { .. } => "gui-area-open",
            AreaState::Locked => "area-state-locked",
            _ => "area-state-unsupported",
        };
        let fact = |id: &str, value: String| Fact::new(shell.t(id), value);
        let mut facts = vec![
            self.fact("card", rank),
            fact("card-field-business-number", number),
            fact("card-field-serial", serial),
            fact("card-field-valid", shell.text("card-valid-range", &valid)),
            fact("card-field-area", shell.t(area)),
        ];
        match &card.present {
            Ok(Some(present)) => facts.push(self.fact("authorization", self.authorization(present))),
            Ok(None) => {}
            Err(trouble) => facts.push(self.trouble("authorization", trouble)),
        }
        facts
    }

    fn authorization(&self, present: &AuthorizationCertificate) -> String {
        let count = match present.grant() {
            Grant::Application(slots) => slots.iter().count(),
            Grant::Delegation(_) => 0,
        };
        let args = [("serial", mask::serial(&present.serial().to_string()).into()), ("count", count.into())];
        self.shell.text("gui-diagnosis-authorization-told", &args)
    }

    fn server(&self, machine: Option<&Machine>) -> Vec<Fact> {
        let mut facts = Vec::new();
        match self.shell.settings.as_ref().map(|settings| settings.server()) {
            Ok(Ok(url)) => facts.push(self.fact("address", url.as_str())),
            Ok(Err(error)) => facts.push(self.fact("address", error.code())),
            Err(trouble) => facts.push(self.fact("address", &trouble.code)),
        }
        match &self.shell.server {
            _ if self.shell.settings.is_err() => {}
            ServerState::Asking => facts.push(self.fact("state", self.shell.t("gui-server-asking"))),
            ServerState::Met(met) => {
                facts.push(self.fact("state", self.own("met")));
                let versions = &met.versions;
                facts.push(self.fact("server-version", &versions.server));
                facts.push(self.fact("minimum-client", &versions.minimum_client));
                facts.push(self.fact("newest-client", &versions.newest_client));
            }
            ServerState::Away(trouble) => facts.push(self.trouble("state", trouble)),
        }
        facts.extend(machine.map(|machine| match &machine.proxy {
            Ok(Some(address)) => self.fact("proxy", address),
            Ok(None) => self.fact("proxy", self.own("none")),
            Err(code) => self.fact("proxy", code),
        }));
        facts
    }

    fn settings(&self, machine: &Machine) -> Vec<Fact> {
        let list = |keys: &[&str]| if keys.is_empty() { self.own("none") } else { keys.join(", ") };
        let mut facts = Vec::new();
        facts.extend(machine.file.as_ref().map(|file| self.fact("file", file.display().to_string())));
        facts.push(match &machine.set {
            Ok(keys) => self.fact("set", list(keys)),
            Err(code) => self.fact("set", code),
        });
        facts.push(self.fact("said", list(&machine.said)));
        facts
    }

    fn journal(&self) -> Vec<Fact> {
        let left = &self.shell.left;
        vec![
            self.fact("unwritten", left.unwritten.len().to_string()),
            self.fact("records", left.records.to_string()),
        ]
    }

    fn failures(&self) -> Vec<Fact> {
        if self.shell.failures.is_empty() {
            return self.none("failure");
        }
        let told = |(at, code): &(std::time::SystemTime, String)| {
            let since = at.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            let at = UnixTime::from_secs(since.as_secs()).map(|at| at.to_string()).unwrap_or_default();
            self.fact("failure", format!("{at} {code}"))
        };
        self.shell.failures.iter().rev().map(told).collect()
    }

    /// What went wrong by its code: its message may name a card.
    fn trouble(&self, id: &str, trouble: &Trouble) -> Fact {
        self.fact(id, &trouble.code)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}
