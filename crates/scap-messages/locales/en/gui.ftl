# What the window says. What it shares with the command line is in cli.ftl.

## Shared

gui-name = Secondary-card authorization
gui-title = { $page } - Secondary-card authorization
gui-title-part = { $function }: { $part }
gui-home-title = Start
gui-asks-insert = insert a card
gui-asks-choose = choose a card
gui-asks-pin = enter the PIN
gui-asks-card = check the card
gui-asks-user-code = enter the user code
gui-asks-decision = decide
gui-asks-terms = terms
gui-asks-content = fill in
gui-asks-review = review
gui-asks-certificate = signed
gui-asks-done = done
gui-asks-unchanged = nothing changed
gui-asks-failed = not done
gui-back = Back
gui-next = Next
gui-close = Close
gui-home = Back to start
gui-try-again = Try again
gui-put-away = Got it
gui-open-settings = Open settings
gui-copy-all = Copy everything
gui-cancel-function = Leave without finishing
gui-leave-function = Leave
gui-leave-signed = The authorization is signed and not on the card yet. Nothing is lost if you leave now: you can go on from the start page. Leave?
gui-unchanged = Nothing was changed.
gui-day = { $year }-{ $month }-{ $day }
gui-validity = { $state ->
        [early] Not valid yet: { $from } to { $to }
        [over] Expired: { $from } to { $to }
       *[valid] Valid: { $from } to { $to } ({ $days ->
            [one] 1 day left
           *[other] { $days } days left
        })
    }

## Failures

gui-failure-details = Details
gui-failure-page = About this code
gui-help-title = About { $code }

## Steps

gui-step = Step { $number } of { $count }: { $name }
gui-step-card = Card
gui-step-secondary = Secondary card
gui-step-user-code = User code
gui-step-content = Content
gui-step-review = Review
gui-step-signer = Primary card
gui-step-primary = Primary card
gui-step-write = Write
gui-step-confirm = Confirm
gui-step-shown = Result
gui-step-done = Done

## Start page

gui-activate = Open a secondary card
gui-activate-about = Once for each secondary card, before its first use. Needs the user code.
gui-sign = Issue authorizations
gui-sign-about = Let a secondary card use applications; or modify, cancel or delegate.
gui-view = View an authorization
gui-view-about = See what a secondary card may do, and save it as text.
gui-records = Query records
gui-records-about = Find what a card has signed or received.
gui-settings = Settings
gui-settings-about = Network, language, size of text, colours and reader.
gui-about = About and diagnosis
gui-about-about = Version, licences, and what helps to find a fault.
gui-leave = Leave
gui-leave-about = Close the program. Nothing is left half done.
gui-issue = Issue a new authorization
gui-issue-about = Let the holder of a secondary card use certain applications.
gui-modify = Modify an authorization
gui-modify-about = Start from what is on the card, change it, and issue it again.
gui-cancel = Cancel an authorization
gui-cancel-about = Take back one or all applications of a secondary card.
gui-delegate = Issue a delegation
gui-delegate-about = Let a secondary card sign authorizations in place of the primary card.
gui-undelegate = End a delegation
gui-undelegate-about = The secondary card signs no more authorizations from then on.
gui-finish = Go on writing to the card
gui-finish-about = Finish a write that was cut off.
gui-standing = How things stand
gui-readers-looking = Looking for readers…
gui-readers-none = There is no reader. Plug one in.
gui-reader-empty = No card
gui-card-seen = { $rank } "{ $label }"
gui-card-entity = { $subject } (business number { $number })
gui-card-authorizes = May use: { $names }
gui-card-authorizes-nothing = Holds a certificate that authorizes no application
gui-area-open = open
gui-server-asking = Connecting to the server…
gui-server-met = Server connected
gui-left-unwritten = { $count ->
        [one] 1 authorization is signed and not on its card yet.
       *[other] { $count } authorizations are signed and not on their cards yet.
    }
gui-left-certificate = Certificate { $serial }, for the card with certificate serial { $card }
gui-left-records = { $count ->
        [one] 1 record of a write has not reached the server. It is sent by itself on the next contact.
       *[other] { $count } records of writes have not reached the server. They are sent by themselves on the next contact.
    }
gui-send-now = Send now

## Cards and PINs

gui-insert-waiting = It is recognised as it is inserted; there is no button to press.
gui-choose-card-header = Choose the card to use:
gui-insert-back = Put the secondary card "{ $label }" back. With one reader, take the primary card out first.
gui-choose-card = { $rank } "{ $label }" (certificate serial { $serial }, reader: { $reader })
gui-activate-yes = Open
gui-activated-next = Authorizations can be issued to this card now.
gui-pin-question = Enter the PIN of the { $rank } "{ $label }"
gui-pin = PIN
gui-pin-rule = 1 to 8 characters. Three wrong entries in a row lock the card.
gui-pin-at-reader = Enter the PIN at the keypad of the reader. To leave, press its cancel key.
gui-pin-at-reader-begin = Begin
gui-caps-lock = Caps Lock may be on.
gui-user-code = User code
gui-user-code-about = The code that was chosen when the secondary card was applied for. Three wrong entries lock it.
gui-user-code-blank = Enter the user code.

## Waiting

gui-wait-card = Working with the card…
gui-wait-card-stay = Do not take the card out.
gui-wait-read = Waiting for data from the server
gui-wait-request = Waiting for the server to deal with the request
gui-wait-record = Waiting for the server to record it
gui-wait-seconds = { $seconds ->
        [one] 1 second so far
       *[other] { $seconds } seconds so far
    }
gui-wait-limit = It takes 15 seconds at most. If you stop waiting, nothing is left half done.
gui-stopped = You stopped waiting for the server.
gui-stopped-changing = The server may have done what it was asked for. Look at "Query records" on the start page first, then decide whether to try again.
gui-wait-stop = Stop waiting

## Issuing

gui-terms-agree = I agree to the above
gui-terms-disagree = I do not agree, leave
gui-reissue = Issue again
gui-finish-header = An authorization was signed for this card before and has not been written to it:
gui-finish-write = Write to the card
gui-deactivate = End it
gui-undelegate-done = Delegation { $serial } is ended.
gui-signed = The authorization is signed. The last step is to write it to the secondary card.
gui-signed-delegation = The delegation is signed. It is not written to the card.
gui-next-write = Next: write to the card
gui-unwritten = Authorization { $serial } is signed and not on the card yet. It is not lost: write it now or later.

## Certificates

gui-means-application = This secondary card may use "{ $application }" on behalf of { $entity }{ $unit ->
        [absent] {""}
       *[other] , for the unit { $unit }
    }{ $role ->
        [absent] {""}
       *[other] , as { $role }
    }.
gui-means-delegation = This secondary card may sign authorizations on behalf of { $entity } for other secondary cards of the same entity.
gui-means-nothing = This secondary card is authorized for no application at present.
gui-save = Save as text
gui-save-path = File name (.txt)
gui-save-now = Save
gui-save-pick = Choose a place…

## Content

gui-content-next = Next: review it
gui-content-optional = All of this may be left blank; fill in what the application needs.
gui-content-slots = What is authorized (up to five slots, in any order)
gui-content-tab = { $name ->
        [absent] { $slot } (unused)
       *[other] { $slot } { $name }
    }
gui-content-search = Search applications by name or code; arrow keys and Enter choose
gui-content-noted = { $name }; { $note }
gui-content-duplicate = "{ $name }" is used in slot { $slot }. Each application can be authorized once only.
gui-content-change = Choose another
gui-content-change-not = Keep this one
gui-content-clear = Clear slot { $slot }
gui-content-from-card = Back to what is on the card: { $name }
gui-content-holder-from-card = Back to the number on the card
gui-content-look-up = Fetch the lists of units and roles again
gui-content-unit-search = Search units; arrow keys and Enter choose, left and right fold
gui-content-units-show = Choose the unit from a list
gui-content-units-hide = Hide the list
gui-content-unfold = Unfold { $name }
gui-content-fold = Fold { $name }
gui-content-roles = Tick the roles, one or more
gui-content-role-text = Role (others can be typed, with "、" between them)
gui-content-delegation = Delegation
gui-content-nothing = No application is chosen yet. Issued like this, the secondary card can be used for no application, and what was authorized before ends. Is that what you want?
gui-content-nothing-go-on = Go on all the same
gui-content-cancel = Tick what is to be cancelled
gui-content-cancel-one = Cancel this: { $slot } { $name }
gui-content-cancel-all = Cancel all
gui-content-cancel-nothing = Tick at least one authorization to cancel.
gui-content-cancel-gone = The catalogue has no such application any more: it has to be cancelled, too.
gui-content-cancel-stays = After that, the card can still be used for: { $names }
gui-content-cancel-none-stays = After that, the card can be used for no application.

## Records

gui-records-intro = First choose what to look for. In the next step, insert the card and enter its PIN. Primary and secondary cards both have records.
gui-records-range = Range of time
gui-records-last-month = Past month
gui-records-last-year = Past 12 months
gui-records-all-time = All time
gui-records-from = First day
gui-records-to = Last day
gui-records-pick-from = Choose the first day
gui-records-pick-to = Choose the last day
gui-records-calendar = Calendar
gui-records-open-end = No limit
gui-records-day-forms = Type a day as 2026-11-24, 2026/11/24, or 115/11/24 by the calendar of Taiwan; blank means no limit.
gui-records-day-understood = { $day } ({ $weekday })
gui-records-day-unclear = This is not a day. Type it as 2026-11-24 or 115/11/24, or choose it from the calendar.
gui-records-direction = Which authorizations
gui-records-granted = Granted by this card
gui-records-received = Granted to this card
gui-records-kind = Kind
gui-records-kind-all = All kinds
gui-records-kind-application = Authorizations for applications
gui-records-kind-delegation = Delegations
gui-records-begin = Next: insert the card
gui-records-range-words = { $from ->
        [absent] { $to ->
            [absent] all time
           *[other] until { $to }
        }
       *[other] { $to ->
            [absent] from { $from }
           *[other] { $from } to { $to }
        }
    }
gui-records-looked-for = { $direction }; { $range }; { $kind }
gui-records-none-try = Press "Another query" and choose a longer range, all kinds or the other direction. Check, too, that this is the card you mean.
gui-records-these-are-earlier = These are the earlier records that follow on the last list.
gui-records-more = Only the newest { $count } are listed; there are earlier ones.
gui-records-more-how = The PIN is asked again for the earlier ones. Or press "Another query" and narrow the range.
gui-records-authorizes = Applications: { $names }
gui-records-authorizes-nothing = Authorizes no application
gui-records-earlier = Earlier records
gui-records-another = Another query
gui-records-list = Back to the list
gui-records-entry = { $day }, { $facts }, serial { $serial }
gui-records-state-is = State now: { $state }
gui-records-not-any-more = What follows is what it said when it was issued. It does not hold any more.
gui-records-issued = Issued on
gui-records-write = Written to the card
gui-records-ended = Ended on
gui-calendar-month = { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year } ({ $republic } in Taiwan)
gui-calendar-weekday = { $day ->
        [monday] Mon
        [tuesday] Tue
        [wednesday] Wed
        [thursday] Thu
        [friday] Fri
        [saturday] Sat
       *[sunday] Sun
    }
gui-calendar-year-before = Previous year
gui-calendar-month-before = Previous month
gui-calendar-month-after = Next month
gui-calendar-year-after = Next year
gui-calendar-today = Today: { $day } (framed)
gui-calendar-is-today = Today
gui-calendar-keys = Keys: arrows move; Page Up and Page Down change the month (with Shift the year); Home and End go to the ends of the week; Enter chooses; Esc closes.

## Settings

gui-colours-system = As the system
gui-colours-light = Light
gui-colours-dark = Dark
gui-colours-high-contrast = High contrast
gui-settings-network = Network
gui-settings-server = Server address
gui-settings-server-rule = Begins with https://; http:// is for a server on this computer only. If it is empty, the default address is used.
gui-settings-proxy = Proxy
gui-settings-proxy-system = As the system has it
gui-settings-proxy-off = None
gui-settings-proxy-this = This proxy
gui-settings-proxy-address = Proxy address
gui-settings-proxy-rule = Host and port, such as http://proxy.example:3128; account and password belong in the fields below.
gui-settings-proxy-blank = Enter the address of the proxy.
gui-settings-account = Proxy account (empty if none is needed)
gui-settings-password = Proxy password
gui-settings-password-set = Set
gui-settings-password-keyring = It is kept in the keyring of the system.
gui-settings-password-file = It is kept in a file that only you can read: { $file }
gui-settings-password-about = When saved, it goes into the keyring of the system, or where there is none, into a file that only you can read.
gui-settings-password-replace = Replace the password
gui-settings-password-remove = Remove the password
gui-settings-password-removed = The password will be removed when you save.
gui-settings-password-keep = Keep the password as it was
gui-settings-try = Test the connection
gui-settings-try-about = With what is entered now; nothing is saved.
gui-settings-trying = Testing the connection…
gui-settings-trying-limit = This takes 15 seconds at most.
gui-settings-tried = Connected. The server has version { $version }.
gui-settings-appearance = Language and appearance
gui-settings-language = Language（語言）
gui-settings-text-size = Text size
gui-settings-colours = Colours
gui-settings-cards = Cards
gui-settings-module = Card driver (PKCS#11 module)
gui-settings-module-automatic = Find it automatically (recommended)
gui-settings-module-file = A file
gui-settings-module-path = Module file
gui-settings-module-missing = { $name } (not installed)
gui-settings-module-blank = Enter or pick the file of the module.
gui-settings-reader = Reader
gui-settings-reader-any = Any (recommended)
gui-settings-reader-missing = { $name } (not connected now)
gui-settings-advanced = Advanced settings
gui-settings-soft-cards = Folder of soft cards (for evaluation)
gui-settings-soft-cards-about = Try the program with test cards in a folder and without a reader. Leave it empty for normal use.
gui-settings-area-file = Authorization file (area_file)
gui-settings-area-file-about = The file on the card that holds the authorization. Leave it empty unless the card issuer or your IT staff gave you one.
gui-settings-pick = Choose…
gui-settings-fixed = The command line or the environment sets this for the present run, so it cannot be changed here.
gui-settings-save = Save
gui-settings-saving = Saving…
gui-settings-saved = Saved.
gui-settings-mend = Not saved yet: correct the marked fields first.
gui-settings-advice-network = Make sure that the network works, check the server address and the proxy on this page, and test again.
gui-settings-advice-field = Correct the field concerned on this page, and save again.
gui-settings-advice-broken = Press "Begin with fresh settings", or have your administrator correct the settings file.
gui-settings-leave = Your changes are not saved. Save them before you leave?
gui-settings-save-and-leave = Save and leave
gui-settings-leave-unsaved = Do not save
gui-settings-stay = Keep editing
gui-settings-file = Settings file: { $file }
gui-settings-replace = Begin with fresh settings
gui-settings-replace-question = Every setting goes back to its default. The present settings file is kept, with .old added to its name. Begin with fresh settings?
gui-settings-replace-yes = Use a fresh settings file
gui-settings-replace-no = Change nothing

## About and diagnosis

gui-about-what = Open software with which businesses issue, modify, view and cancel the authorizations on their secondary cards.
gui-about-version = Version
gui-about-licence = Licence
gui-about-newest = This is the newest version that the server knows of.
gui-about-unknown = Whether there is a newer version is known once the server is connected.
gui-about-parts = Software and fonts in it
gui-about-parts-about = This program contains the following software and fonts, each under its own licence.
gui-about-parts-show = Names, versions and licences
gui-diagnosis = Diagnosis
gui-diagnosis-about = If somebody helps you, copy this and send it to them. It has no names in it and no whole identification or serial numbers.
gui-diagnosis-again = Refresh
gui-diagnosis-looking = Gathering…
gui-diagnosis-copied = Copied to the clipboard.
gui-diagnosis-none = none
gui-diagnosis-program = Program
gui-diagnosis-version = Version
gui-diagnosis-system = System
gui-diagnosis-renderer = Drawn by
gui-diagnosis-language = Language
gui-diagnosis-look = Text size and colours
gui-diagnosis-window = Window size and scale
gui-diagnosis-readers = Readers
gui-diagnosis-reader = Reader
gui-diagnosis-card-read = its card can be read
gui-diagnosis-modules = Card drivers (PKCS#11 modules)
gui-diagnosis-module = Module that is set
gui-diagnosis-module-missing = not installed
gui-diagnosis-module-unused = installed, not used
gui-diagnosis-module-loaded = in use
gui-diagnosis-cards = Cards
gui-diagnosis-card-number = Card { $number }
gui-diagnosis-card = Kind
gui-diagnosis-authorization = Authorization
gui-diagnosis-authorization-told = serial { $serial }, applications: { $count }
gui-diagnosis-server = Server
gui-diagnosis-address = Address
gui-diagnosis-state = State
gui-diagnosis-met = connected
gui-diagnosis-server-version = Version of the server
gui-diagnosis-minimum-client = Oldest version that may connect
gui-diagnosis-newest-client = Newest version
gui-diagnosis-proxy = Proxy
gui-diagnosis-settings = Settings
gui-diagnosis-file = Settings file
gui-diagnosis-set = What is set
gui-diagnosis-said = What is set for this run besides
gui-diagnosis-journal = Unfinished work
gui-diagnosis-unwritten = Certificates not on their cards yet
gui-diagnosis-records = Write records not sent yet
gui-diagnosis-failures = Last failures
gui-diagnosis-failure = Failure

## Evaluation cards

gui-evaluation = Evaluation cards
gui-evaluation-about = One click inserts or pulls a card.
gui-evaluation-in = In a reader
gui-evaluation-out = Not in a reader
gui-evaluation-insert = Insert { $name }
gui-evaluation-pull = Pull { $name }
gui-evaluation-pin = PIN: { $value }
gui-evaluation-code = User code: { $value }
