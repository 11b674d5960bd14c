//! Answers what a flow asks: from files for scripts, else at the terminal.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use scap_ac::{AuthorizationCertificate, CardRank, SerialNumber};
use scap_card::{Pin, PinState, UserCode};
use scap_desk::read_secret;
use scap_flow::{
    Answer, Ask, CardFacts, CardRole, Driver, Form, News, Outcome, PinRequest, Review, WrongCard,
};
use scap_proto::{ClientStanding, wire::Terms};
use serde_json::Value;

use crate::{
    args::Waiting,
    change::Change,
    content::{ContentFile, DelegationFile},
    error::CliError,
    fill_in::{
        Filling,
        review::{self, Decision},
    },
    prompt::{self, Item, List, Reply},
    show,
    terminal::Terminal,
};

/// How often a wait for a card looks whether its time is over.
const LOOK: Duration = Duration::from_millis(500);
/// How long a person at a terminal has to insert a card.
const PATIENCE: Duration = Duration::from_secs(60);

/// What was given beforehand, so that it need not be asked.
#[derive(Default)]
pub(crate) struct Given {
    /// For the holder's or subject's card.
    pub(crate) pin_file: Option<PathBuf>,
    /// For the signer's card.
    pub(crate) signer_pin_file: Option<PathBuf>,
    pub(crate) user_code_file: Option<PathBuf>,
    pub(crate) content: Option<Prepared>,
    /// Every question is answered with yes.
    pub(crate) yes: bool,
}

/// What is to be granted, as a script says it.
pub(crate) enum Prepared {
    /// All of it.
    Content(ContentFile),
    /// What is on the card, but for this.
    Change(Change),
    /// A delegation.
    Delegation(DelegationFile),
}

/// Who answers.
pub(crate) struct Person<'a> {
    terminal: &'a Terminal,
    given: Given,
    patience: Duration,
    waiting: Option<(Instant, Option<WrongCard>)>,
    filling: Filling,
}

impl<'a> Person<'a> {
    pub(crate) fn new(terminal: &'a Terminal, waiting: &Waiting, given: Given) -> Self {
        let default = if terminal.is_interactive() { PATIENCE } else { Duration::ZERO };
        Self {
            terminal,
            given,
            patience: waiting.wait.map_or(default, Duration::from_secs),
            waiting: None,
            filling: Filling::default(),
        }
    }

    /// Whether a card that is not there may still come.
    pub(crate) const fn waits(&self) -> bool {
        !self.patience.is_zero()
    }

    /// Runs a flow to its end.
    pub(crate) fn run(&mut self, driver: &mut Driver) -> Result<Outcome, CliError> {
        let mut ask = driver.start();
        loop {
            let answer = match ask {
                Ask::Done(outcome) => return Ok(outcome),
                Ask::Refused(failure) => return Err(failure.into()),
                Ask::Cancelled => return Err(CliError::Cancelled),
                ask => self.answer(ask)?,
            };
            ask = driver.answer(answer);
        }
    }

    /// The answer to one question.
    pub(crate) fn answer(&mut self, ask: Ask) -> Result<Answer, CliError> {
        if !matches!(ask, Ask::InsertCard { .. }) {
            self.goes_on();
        }
        Ok(match ask {
            Ask::InsertCard { role, problem } => self.insert_card(role, problem),
            Ask::ChooseCard { candidates, .. } => self.choose_card(&candidates)?,
            Ask::Pin(request) => self.pin(&request)?,
            Ask::ConfirmCard(card) => self.confirm_card(&card)?,
            Ask::UserCode { tries_left, rejected } => self.user_code(tries_left, rejected)?,
            Ask::ConfirmReissue { present } => self.confirm_reissue(&present)?,
            Ask::ConfirmFinish { certificate } => self.confirm_finish(&certificate)?,
            Ask::ConfirmDeactivation { serial, delegation } => {
                self.confirm_deactivation(&serial, delegation.as_deref())?
            }
            Ask::AcceptTerms(terms) => self.accept_terms(&terms)?,
            Ask::FillIn(form) => self.fill_in(&form)?,
            Ask::Review(review) => self.review(&review)?,
            Ask::ShowCertificate(certificate) => self.show_certificate(&certificate),
            // The flow has ended: nothing is asked.
            Ask::Done(_) | Ask::Refused(_) | Ask::Cancelled => Answer::Cancel,
        })
    }

    /// No card is waited for any more: the next wait has all of its time.
    pub(crate) fn goes_on(&mut self) {
        self.waiting = None;
    }

    /// Tells that there is a newer version, if the server said so (F13).
    pub(crate) fn tell_update(&self, driver: &Driver) {
        if let Some(ClientStanding::Outdated { newest, download }) = driver.standing() {
            self.terminal.tell_update(newest, download.as_deref());
        }
    }

    /// Tells what happened beside the flow.
    pub(crate) fn tell_news(&self, driver: &mut Driver) {
        for news in driver.take_news() {
            match news {
                News::RecordSent { serial } => {
                    self.terminal.say("news-record-sent", &[("serial", serial.into())]);
                }
                News::RecordRefused { serial, code } => {
                    let facts = [("serial", serial.into()), ("code", code.into())];
                    self.terminal.say("news-record-refused", &facts);
                }
                News::NoJournal { reason } => {
                    self.terminal.say("news-no-journal", &[("reason", reason.into())]);
                }
            }
        }
    }

    /// Tells that a certificate is left to be written, if the run ended before that.
    pub(crate) fn tell_unwritten(&self, driver: &Driver) {
        if let Some(serial) = driver.left_unwritten() {
            self.terminal.say("issue-unwritten", &[("serial", serial.to_string().into())]);
        }
    }

    fn insert_card(&mut self, role: CardRole, problem: Option<WrongCard>) -> Answer {
        let now = Instant::now();
        let news = self.waiting.as_ref().is_none_or(|(_, told)| *told != problem);
        let since = self.waiting.take().map_or(now, |(since, _)| since);
        let left = self.patience.saturating_sub(now.duration_since(since));
        if left.is_zero() {
            return Answer::GiveUp;
        }
        if news {
            if let Some(problem) = &problem {
                let text = self.terminal.messages().failure(problem.code(), &problem.details());
                self.terminal.say("insert-card-wrong", &[("message", text.message.into())]);
            }
            self.terminal.say(
                match role {
                    CardRole::Holder => "insert-card-holder",
                    CardRole::Signer => "insert-card-signer",
                    CardRole::Primary => "insert-card-primary",
                    CardRole::Subject => "insert-card-subject",
                },
                &[],
            );
            self.terminal.say("insert-card-waiting", &[]);
        }
        self.waiting = Some((since, problem));
        Answer::Wait(left.min(LOOK))
    }

    fn choose_card(&self, candidates: &[CardFacts]) -> Result<Answer, CliError> {
        if !self.terminal.is_interactive() {
            return Ok(Answer::GiveUp);
        }
        if self.terminal.draws() {
            return self.pick_card(candidates);
        }
        self.terminal.say("choose-card-header", &[]);
        for (number, card) in (1_u64..).zip(candidates) {
            self.terminal.say("choose-card-line", &card_line(number, card));
        }
        loop {
            let answer = self.terminal.line(&self.terminal.text("choose-card-question", &[]))?;
            match answer.parse::<usize>() {
                Ok(number) if (1..=candidates.len()).contains(&number) => {
                    return Ok(Answer::Choose(number - 1));
                }
                _ => {}
            }
        }
    }

    fn pick_card(&self, candidates: &[CardFacts]) -> Result<Answer, CliError> {
        let items = (1_u64..).zip(candidates).enumerate().map(|(at, (number, card))| {
            Item::new(at, self.terminal.text("choose-card-line", &card_line(number, card)))
        });
        let help = self.terminal.text("keys-list", &[]);
        let list = List::new(self.terminal.text("choose-card-header", &[]), help, items.collect());
        match prompt::ask(list)? {
            Reply::Answer(at) => Ok(Answer::Choose(at)),
            Reply::Back => Err(CliError::Cancelled),
        }
    }

    fn pin(&self, request: &PinRequest) -> Result<Answer, CliError> {
        if request.card.pin.at_reader {
            self.tell_tries(request);
            self.terminal.say("pin-at-reader", &pin_of(self.terminal, &request.card));
            return Ok(Answer::PinAtReader);
        }
        let (file, flag) = match request.role {
            CardRole::Signer | CardRole::Primary => (&self.given.signer_pin_file, "--signer-pin-file"),
            CardRole::Holder | CardRole::Subject => (&self.given.pin_file, "--pin-file"),
        };
        let secret = match file {
            // A file holds one PIN: it is not tried twice.
            Some(_) if request.rejected => return Ok(Answer::GiveUp),
            Some(file) => read_secret(file)?,
            None => {
                self.tell_tries(request);
                let question = self.terminal.text("pin-question", &pin_of(self.terminal, &request.card));
                self.terminal.secret(&question, flag)?
            }
        };
        match Pin::new(secret) {
            Ok(pin) => Ok(Answer::Pin(pin)),
            Err(error) if file.is_none() => {
                self.terminal.tell(&error.into());
                self.pin(request)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What went wrong before, and what that left.
    fn tell_tries(&self, request: &PinRequest) {
        if request.rejected {
            self.terminal.say("pin-rejected", &[]);
        }
        match request.card.pin {
            PinState { tries_left: Some(tries_left), .. } => {
                self.terminal.say("pin-tries-left", &[("tries_left", tries_left.into())]);
            }
            PinState { low: true, .. } => self.terminal.say("pin-tries-low", &[]),
            _ => {}
        }
    }

    fn user_code(&self, tries_left: Option<u64>, rejected: bool) -> Result<Answer, CliError> {
        match &self.given.user_code_file {
            Some(_) if rejected => Ok(Answer::GiveUp),
            Some(file) => Ok(Answer::UserCode(UserCode::new(read_secret(file)?))),
            None => {
                if rejected {
                    self.terminal.say("user-code-rejected", &[("tries_left", tries_left.into())]);
                }
                let question = self.terminal.text("user-code-question", &[]);
                Ok(Answer::UserCode(UserCode::new(self.terminal.secret(&question, "--user-code-file")?)))
            }
        }
    }

    fn confirm_card(&self, card: &CardFacts) -> Result<Answer, CliError> {
        self.terminal.note(&show::card_text(self.terminal, card, None, None));
        self.decide("activate-confirm")
    }

    fn confirm_reissue(&self, present: &AuthorizationCertificate) -> Result<Answer, CliError> {
        self.terminal.say("issue-reissue-header", &[]);
        self.terminal.note(&show::present_text(self.terminal, present));
        self.decide("issue-reissue-question")
    }

    /// What a script gives is issued in place of what an earlier run did not write.
    fn confirm_finish(&self, certificate: &AuthorizationCertificate) -> Result<Answer, CliError> {
        let serial = [("serial", certificate.serial().to_string().into())];
        if self.given.content.is_some() {
            self.terminal.say("issue-finish-skipped", &serial);
            return Ok(Answer::No);
        }
        self.terminal.say("issue-finish-header", &serial);
        self.terminal.note(&show::present_text(self.terminal, certificate));
        self.decide("issue-finish-question")
    }

    fn confirm_deactivation(
        &self,
        serial: &SerialNumber,
        delegation: Option<&AuthorizationCertificate>,
    ) -> Result<Answer, CliError> {
        match delegation {
            Some(delegation) => {
                self.terminal.say("undelegate-header", &[]);
                self.terminal.note(&show::present_text(self.terminal, delegation));
            }
            None => self.terminal.say("undelegate-serial", &[("serial", serial.to_string().into())]),
        }
        self.decide("undelegate-question")
    }

    fn accept_terms(&self, terms: &Terms) -> Result<Answer, CliError> {
        self.terminal.say("issue-terms-header", &[("version", terms.version.clone().into())]);
        let language = self.terminal.messages().language();
        let text = terms.text.get(language.tag()).or_else(|| terms.text.values().next());
        self.terminal.note(&format!("\n{}\n", text.map_or("", String::as_str)));
        self.decide("issue-terms-question")
    }

    fn fill_in(&mut self, form: &Form) -> Result<Answer, CliError> {
        match &self.given.content {
            Some(_) if form.problem.is_some() => Ok(Answer::GiveUp),
            Some(Prepared::Delegation(delegation)) => Ok(Answer::Filled(delegation.content()?)),
            Some(Prepared::Content(content)) => Ok(Answer::Filled(content.with_names(&form.catalogue)?)),
            Some(Prepared::Change(change)) => match &form.draft {
                Some(present) => Ok(Answer::Filled(change.apply(present, &form.catalogue)?)),
                None => Ok(Answer::GiveUp),
            },
            None => self.filling.go_on(self.terminal, form),
        }
    }

    fn review(&self, review: &Review) -> Result<Answer, CliError> {
        self.terminal.say("issue-review-header", &[]);
        self.terminal.note(&review::page(self.terminal, review));
        self.terminal.say("issue-terms-noted", &[("version", review.terms.clone().into())]);
        if self.given.content.is_some() || self.given.yes || !self.terminal.draws() {
            return match self.decide("issue-review-question")? {
                Answer::No => Err(CliError::Cancelled),
                answer => Ok(answer),
            };
        }
        Ok(match review::decide(self.terminal)? {
            Decision::Sign => Answer::Yes,
            Decision::Change => Answer::Back,
            Decision::Leave => Answer::Cancel,
        })
    }

    fn show_certificate(&self, certificate: &AuthorizationCertificate) -> Answer {
        let kind = certificate.grant().kind().as_str();
        let serial = certificate.serial().to_string();
        self.terminal.say("issue-signed", &[("kind", kind.into()), ("serial", serial.into())]);
        Answer::Yes
    }

    /// A question that a script has answered by what it gave.
    fn decide(&self, question: &str) -> Result<Answer, CliError> {
        if self.given.yes || !self.terminal.is_interactive() {
            return Ok(Answer::Yes);
        }
        let yes = self.terminal.confirm(&self.terminal.text(question, &[]))?;
        Ok(if yes { Answer::Yes } else { Answer::No })
    }
}

/// Whose PIN is asked.
fn pin_of(terminal: &Terminal, card: &CardFacts) -> [(&'static str, Value); 2] {
    let rank = match card.certificate.rank() {
        CardRank::Primary => "rank-primary",
        CardRank::Secondary => "rank-secondary",
    };
    [("rank", terminal.text(rank, &[]).into()), ("label", card.label.clone().into())]
}

fn card_line(number: u64, card: &CardFacts) -> [(&'static str, Value); 5] {
    [
        ("number", number.into()),
        ("label", card.label.clone().into()),
        ("serial", card.certificate.serial().to_string().into()),
        ("business_number", card.certificate.business_number().as_str().into()),
        ("reader", card.reader.clone().into()),
    ]
}
