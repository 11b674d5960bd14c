//! The names of steps, so that a test reads as the list of what people, cards and server are asked.

use scap_flow::{CardRequest, CardRole, Outcome, Step, WrongCard};

use crate::server::name as call;

/// The name of a step: who is asked for what, and what was wrong before.
pub(crate) fn name(step: &Step) -> String {
    let after = |problem: &Option<WrongCard>| {
        problem.as_ref().map(|problem| format!(": {}", problem.code())).unwrap_or_default()
    };
    match step {
        Step::FindCard { role } => format!("find {}", role_name(*role)),
        Step::InsertCard { role, problem } => format!("insert {}{}", role_name(*role), after(problem)),
        Step::ChooseCard { role, .. } => format!("choose {}", role_name(*role)),
        Step::VerifyPin(request) if request.rejected => {
            let left = request.card.pin.tries_left.unwrap();
            format!("pin of {} again, {left} left", role_name(request.role))
        }
        Step::VerifyPin(request) => format!("pin of {}", role_name(request.role)),
        Step::ConfirmCard(_) => "this card?".to_owned(),
        Step::EnterUserCode { tries_left: Some(left), rejected: true } => {
            format!("user code again, {left} left")
        }
        Step::EnterUserCode { .. } => "user code".to_owned(),
        Step::FindUnwritten { .. } => "find unwritten".to_owned(),
        Step::ConfirmFinish { .. } => "finish?".to_owned(),
        Step::ConfirmDeactivation { .. } => "deactivate?".to_owned(),
        Step::ConfirmReissue { .. } => "issue again?".to_owned(),
        Step::AcceptTerms(_) => "agree?".to_owned(),
        Step::FillIn(form) => {
            let problem = form.problem.as_ref().map(|code| format!(": {code}")).unwrap_or_default();
            format!("fill in{problem}")
        }
        Step::Review(_) => "review".to_owned(),
        Step::Card { role, request, .. } => format!("{} {}", role_name(*role), verb(request)),
        Step::Server(request) => format!("server: {}", call(request)),
        Step::ShowCertificate(_) => "show".to_owned(),
        Step::Done(outcome) => format!("done: {}", outcome_name(outcome)),
        Step::Refused(failure) => format!("refused: {}", failure.code()),
        Step::Cancelled => "cancelled".to_owned(),
    }
}

const fn role_name(role: CardRole) -> &'static str {
    match role {
        CardRole::Holder => "holder",
        CardRole::Signer => "signer",
        CardRole::Primary => "primary",
        CardRole::Subject => "subject",
    }
}

const fn verb(request: &CardRequest) -> &'static str {
    match request {
        CardRequest::ReadArea => "reads",
        CardRequest::OpenArea => "opens",
        CardRequest::WriteArea(_) => "writes",
        CardRequest::Sign(_) => "signs",
    }
}

const fn outcome_name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Activated { .. } => "activated",
        Outcome::Issued { .. } => "issued",
        Outcome::Delegated { .. } => "delegated",
        Outcome::Deactivated(_) => "deactivated",
        Outcome::Unchanged => "unchanged",
        Outcome::Viewed { .. } => "viewed",
        Outcome::Records { .. } => "records",
        Outcome::Met(_) => "met",
    }
}
