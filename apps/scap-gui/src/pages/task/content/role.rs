//! The roles of a slot: those that the application proposes are ticked, others typed; the text says all of them.

use egui::Ui;

use super::marks::{self, Field, Marks};
use crate::shell::Shell;

/// What stands between roles.
const JOINT: &str = "、";

/// Draws them; `roles` are those that are proposed.
pub(super) fn ui(
    ui: &mut Ui,
    shell: &Shell,
    marks: &mut Marks,
    field: Field,
    roles: &[String],
    text: &mut String,
) {
    if !roles.is_empty() {
        ui.label(shell.t("gui-content-roles"));
        ui.horizontal_wrapped(|ui| {
            for role in roles {
                let mut ticked = has(text, role);
                if ui.checkbox(&mut ticked, role).changed() {
                    *text = toggled(text, role, roles);
                    marks.mend(field);
                }
            }
        });
    }
    let name = if roles.is_empty() { "form-role" } else { "gui-content-role-text" };
    marks::text(ui, shell, marks, field, name, text);
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(JOINT).map(str::trim).filter(|role| !role.is_empty())
}

fn has(text: &str, role: &str) -> bool {
    split(text).any(|known| known == role)
}

/// The text with this role, or without it if it was there. Roles that are proposed come first, in their order.
fn toggled(text: &str, role: &str, roles: &[String]) -> String {
    let was_there = has(text, role);
    let stays = |known: &str| if known == role { !was_there } else { has(text, known) };
    let proposed = roles.iter().map(String::as_str).filter(|known| stays(known));
    let own = split(text).filter(|own| !roles.iter().any(|known| known == own));
    proposed.chain(own).collect::<Vec<_>>().join(JOINT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_ticked_and_unticked_in_the_text() {
        let roles = ["甲", "乙", "丙"].map(str::to_owned);
        for (text, role, expected) in [
            ("", "乙", "乙"),
            ("乙", "甲", "甲、乙"),
            ("甲、乙", "甲", "乙"),
            ("自訂、丙", "甲", "甲、丙、自訂"),
            (" 自訂 、、丙、", "丙", "自訂"),
            ("甲乙", "甲", "甲、甲乙"),
        ] {
            assert_eq!(toggled(text, role, &roles), expected, "{text}, {role}");
        }
    }
}
