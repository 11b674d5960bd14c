# What stands around the failures on docs/failures.md.

title = Failures
other-language = [正體中文](failures.zh-TW.md)
intro =
    Every failure has a code that never changes: `scap` prints it last, `--json` has it as `error.code`, and logs
    and the protocol have it too. This page tells for each what happened, why, and what to do. A message on the
    screen may say more, such as which card or which file it is about.

    The exit code is 1 where nothing else is said. The screens are those of the original program, in the numbers of
    its manual, version 3.6, § 8.
line = - **{ $label }**: { $text }
why = Why
advice = What to do
in-window = In the window
screens = Original screens
exit-code = Exit code
exit-code-verify = 3 from `scap ac verify`, otherwise 1
