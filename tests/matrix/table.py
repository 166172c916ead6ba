"""Who gets what at which address: the table of model.md §4, read by test_matrix.py and by people.

One line an address: what opening it gives, then what acting on it (a POST that says next to nothing) gives.

    o  the page              >  led on within the bank     f  the form again, for what is missing
    x  no right (403)        -  no such row (404)          s  asked to sign in
    m  asked for the second factor                         w  not ready (503: no worker in the tests)

The row of an address belongs to `expert`, `orderer` (of one unit), `approver` (of its cost centre). `expert2`,
`orderer2` and `approver2` are the same roles elsewhere; `mate` orders for the same unit as `orderer`; `bare` is a
coordinator whose session has no second factor. An address opened by a mail's link (`link-…`) shows and acts for
whoever holds the link.
"""

WHO = [
    *("anyone", "expert", "expert2", "orderer", "mate", "orderer2", "approver", "approver2"),
    *("coordinator", "payroll", "supervisor", "evaluator", "auditor", "main_user", "bare"),
]

TABLE = """

# the roof                          a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
health-live                         o o o o o o o o o o o o o o o | only read
health-ready                        w w w w w w w w w w w w w w w | only read
metrics                             - - - - - - - - - - - - - - - | only read
portal:front                        o > > > > > > > > > > > > > o | only read
portal:guide                        o o o o o o o o o o o o o o o | only read
portal:accessibility                o o o o o o o o o o o o o o o | f f f f f f f f f f f f f f f
portal:privacy                      o o o o o o o o o o o o o o o | only read
portal:homes                        s > > > > > > > > > > > > > m | only read
portal:home/expert                  s o o x x x x x x x x x x x m | only read
portal:home/orderer                 s x x o o o x x x x x x x x m | only read
portal:home/approver                s x x x x x o o x x x x x x m | only read
portal:home/coordinator             s x x x x x x x o x x x x x m | only read
portal:home/payroll                 s x x x x x x x x o x x x x m | only read
portal:home/supervisor              s x x x x x x x x x o x x x m | only read
portal:home/evaluator               s x x x x x x x x x x o x x m | only read
portal:home/auditor                 s x x x x x x x x x x x o x m | only read
portal:home/main_user               s x x x x x x x x x x x x o m | only read
portal:views-of-me                  s o o o o o o o o o o o o o m | only read
portal:calendar                     s o o o o o o o o o o o o o m | s > > > > > > > > > > > > > m
portal:link-calendar                o o o o o o o o o o o o o o o | only read
portal:seen                         s o o x x x x x x x x x x x m | only read
portal:order                        s - - o o - > - o - - - o o m | only read
portal:order-whole                  only acted on                 | s - - x x - x - x - - - f f m
portal:order-trail                  s x x x x x x x o x x x o o m | only read
portal:gig                          s o - o o - - - o - - - o - m | only read
portal:gig-card                     s o - - - - - - o - - - - - m | only read
portal:tasks                        s x x x x x x x o o o o o o m | only read
portal:task-close                   only acted on                 | s x x x x x x x > x x x x x m
portal:letters                      s x x x x x x x x x x x x o m | only read
portal:letter                       s x x x x x x x x x x x x o m | only read
portal:audit                        s x x x x x x x x x x x o o m | only read

# signing in                        a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
account_login                       o > > > > > > > > > > > > > > | o > > > > > > > > > > > > > >
account_request_login_code          o > > > > > > > > > > > > > > | o > > > > > > > > > > > > > >
account_confirm_login_code          > > > > > > > > > > > > > > > | > > > > > > > > > > > > > > >
account_logout                      > o o o o o o o o o o o o o o | > > > > > > > > > > > > > > >
account_inactive                    x x x x x x x x x x x x x x x | only read
mfa_authenticate                    > > > > > > > > > > > > > > > | > > > > > > > > > > > > > > >
mfa_reauthenticate                  s x x x x x x x x x x x x x x | s x x x x x x x x x x x x x x
mfa_index                           s o o o o o o o o o o o o o m | only read
mfa_activate_totp                   s o o o o o o o o o o o o o o | s o o o o o o o o o o o o o o
mfa_change_phone                    s - - - - - - - - - - - - - m | s - - - - - - - - - - - - - m
mfa_deactivate_totp                 s - - - - - - - - - - - - - m | s - - - - - - - - - - - - - m
mfa_view_recovery_codes             s m m m m m m m m m m m m m m | s m m m m m m m m m m m m m m
mfa_reauthenticate_webauthn         s x x x x x x x x x x x x x x | s x x x x x x x x x x x x x x
mfa_add_webauthn                    s o o o o o o o o o o o o o o | s o o o o o o o o o o o o o o
mfa_edit_webauthn                   s - - - - - - - - - - - - - m | s - - - - - - - - - - - - - m
mfa_remove_webauthn                 s - - - - - - - - - - - - - m | s - - - - - - - - - - - - - m

# accounts                          a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
accounts:sign-in-again              only acted on                 | > > > > > > > > > > > > > > >
accounts:me                         s o o o o o o o o o o o o o m | s f f f f f f f f f f f f f m
accounts:sign-out-everywhere        only acted on                 | s > > > > > > > > > > > > > m
accounts:language                   only acted on                 | > > > > > > > > > > > > > > >
accounts:people                     s x x o o o x x x x x x o o m | only read
accounts:person-add                 s x x x x x x x x x x x x o m | s x x x x x x x x x x x x f m
accounts:pending                    s x x x x x x x x x x x o o m | only read
accounts:person                     s x x x x x x x x x x x o o m | only read
accounts:person-change              s x x x x x x x x x x x x o m | s x x x x x x x x x x x x f m
accounts:factor-reset               s x x x x x x x x x x x x o m | s x x x x x x x x x x x x f m
accounts:factor-reset-confirm       only acted on                 | s x x x x x x x x x x x x > m
accounts:factor-reset-withdraw      only acted on                 | s x x x x x x x x x x x x > m
accounts:grants                     s x x x x x x x x x x x o o m | only read
accounts:grant-add                  s x x x x x x x x x x x x o m | s x x x x x x x x x x x x f m
accounts:grant-second               only acted on                 | s x x x x x x x x x x x x > m
accounts:grant-end                  s x x x x x x x x x x x x o m | s x x x x x x x x x x x x > m
accounts:rules                      s o o x x x x x o o x x o o m | only read
accounts:rule                       s o o x x x x x o o x x o o m | s x x x x x x x x x x x x f m
accounts:rule-take-back             only acted on                 | s x x x x x x x x x x x x > m
accounts:units                      s x x x x x x x o x x x o o m | only read
accounts:unit-add                   s x x x x x x x o x x x x o m | s x x x x x x x f x x x x f m
accounts:costcentre-add-to          s x x x x x x x o x x x x o m | s x x x x x x x f x x x x f m
accounts:costcentre-add             s x x x x x x x o x x x x o m | s x x x x x x x f x x x x f m
accounts:costcentre                 s x x x x x x x o x x x x o m | s x x x x x x x f x x x x f m
accounts:unit                       s x x x x x x x o x x x x o m | s x x x x x x x f x x x x f m
accounts:organisation               s x x x x x x x o x x x x o m | s x x x x x x x f x x x x f m

# experts                           a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
experts:me                          s o o x x x x x x x x x x x m | only read
experts:profile                     s o o x x x x x x x x x x x m | s f f x x x x x x x x x x x m
experts:availability                s o o x x x x x x x x x x x m | s f f x x x x x x x x x x x m
experts:days-forget                 only acted on                 | s > > x x x x x x x x x x x m
experts:wish                        only acted on                 | s > > x x x x x x x x x x x m
experts:pause                       s o o x x x x x x x x x x x m | s > > x x x x x x x x x x x m
experts:resume                      only acted on                 | s > > x x x x x x x x x x x m
experts:theme                       s o - x x x x x x x x x x x m | s f - x x x x x x x x x x x m
experts:theme-add                   s o o x x x x x x x x x x x m | s f f x x x x x x x x x x x m
experts:theme-withdraw              only acted on                 | s > - x x x x x x x x x x x m
experts:limits                      s o o x x x x x x x x x x x m | s o o x x x x x x x x x x x m
experts:place-forget                only acted on                 | s > - x x x x x x x x x x x m
experts:payee                       s o o x x x x x x x x x x x m | s o o x x x x x x x x x x x m
experts:payee-cancel                only acted on                 | s > - x x x x x x x x x x x m
experts:payee-disown                only acted on                 | s > - x x x x x x x x x x x m
experts:link-payee                  o o o o o o o o o o o o o o o | o o o o o o o o o o o o o o o
experts:calls                       s x x x x x x x x o x x x x m | only read
experts:call                        s x x x x x x x x o x x x x m | s x x x x x x x x f x x x x m
experts:list                        s x x x x x x x o x x x o o m | only read
experts:add                         s x x x x x x x o x x x x o m | s x x x x x x x f x x x x f m
experts:detail                      s x x x x x x x o x x x x x m | only read

# orders: ordering                  a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
orders:new                          s x x o o o x x x x x x x x m | s x x f f f x x x x x x x x m
orders:list                         s x x o o o x x x x x x x x m | only read
orders:step                         s - - o - - - - - - - - - - m | s - - f - - - - - - - - - - m
orders:price                        only acted on                 | s - - o - - - - - - - - - - m
orders:submit                       only acted on                 | s - - f - - - - - - - - - - m
orders:discard                      only acted on                 | s - - > - - - - - - - - - - m
orders:cancel                       s - - o o - - - o - - - x x m | s - - f f - - - f - - - x x m
orders:change                       s - - o o - - - o - - - - - m | s - - f f - - - f - - - - - m
orders:fewer                        only acted on                 | s - - > > - - - - - - - - - m
orders:move                         s - - o o - - - o - - - - - m | s - - f f - - - f - - - - - m
orders:options                      s - - o o - - - - - - - - - m | s - - f f - - - - - - - - - m
orders:again                        only acted on                 | s - - > > - - - - - - - - - m
orders:answer-question              s - - o o - - - - - - - - - m | s - - f f - - - - - - - - - m

# orders: the prices                a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
orders:prices                       s o o o o o o o o o x x o o m | only read
orders:prices-new                   s x x x x x x x x x x x x o m | s x x x x x x x x x x x x f m
orders:prices-take-back             only acted on                 | s x x x x x x x x x x x x > m

# orders: the cost centre           a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
orders:approvals                    s x x x x x o o x x x x x x m | only read
orders:approval                     s x x x x x o x x x x x x x m | s x x x x x o x x x x x x x m
orders:name-approver                s x x x x x x x x x x x x o m | s x x x x x x x x x x x x f m
orders:link-approval                o o o o o o o o o o o o o o o | o o o o o o o o o o o o o o o

# orders: the coordinator           a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
orders:board                        s x x x x x x x o x x x x x m | only read
orders:all                          s x x x x x x x o x x x o o m | only read
orders:untold                       s x x x x x x x o x x x x x m | only read
orders:handle                       s x x x x x x x o x x x x x m | only read
orders:approve                      only acted on                 | s x x x x x x x f x x x x x m
orders:reject                       only acted on                 | s x x x x x x x f x x x x x m
orders:ask                          only acted on                 | s x x x x x x x f x x x x x m
orders:candidates                   s x x x x x x x o x x x x x m | only read
orders:replace                      s x x x x x x x o x x x x x m | s x x x x x x x o x x x x x m
orders:offer-new                    s x x x x x x x o x x x x x m | s x x x x x x x f x x x x x m
orders:more-money                   s x x x x x x x o x x x x x m | s x x x x x x x f x x x x x m
orders:offer-withdraw               only acted on                 | s x x x x x x x > x x x x x m

# orders: the expert                a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
orders:offers                       s o o x x x x x x x x x x x m | only read
orders:offer                        s o - - - - - - - - - - - - m | only read
orders:offer-answer                 only acted on                 | s > - - - - - - - - - - - - m
orders:release                      s o - - - - - - - - - - - - m | s > - - - - - - - - - - - - m
orders:move-answer                  s o - - - - - - - - - - - - m | s o - - - - - - - - - - - - m
orders:link-move                    o o o o o o o o o o o o o o o | o o o o o o o o o o o o o o o
orders:finish                       only acted on                 | s > - - - - - - - - - - - - m
orders:report-preparation           only acted on                 | s > - x x - - - > - - - x - m
orders:link-offer                   o o o o o o o o o o o o o o o | o o o o o o o o o o o o o o o

# orders: reports                   a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
orders:report                       s o - x x - - - o - - - x x m | s o - x x - - - o - - - x x m
orders:report-agreed                only acted on                 | s > - x x - - - > - - - x x m
orders:report-confirm               s x - o o - - - x - - - x x m | s x - o o - - - x - - - x x m
orders:report-claimed               s o - x x - - - x - - - x x m | s o - x x - - - x - - - x x m
orders:report-decide                s x - x x - - - o - - - x x m | s x - x x - - - f - - - x x m
orders:report-difference            s x - x x - - - o - - - x x m | s x - x x - - - f - - - x x m
orders:report-check                 only acted on                 | s x - x x - - - > - - - x x m
orders:receipt                      s o x x x x x x o o x x x x m | only read
orders:link-report                  o o o o o o o o o o o o o o o | o o o o o o o o o o o o o o o
orders:link-confirm                 o o o o o o o o o o o o o o o | o o o o o o o o o o o o o o o

# payments: contracts               a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
payments:contracts                  s x x x x x x x o x x x x x m | only read
payments:contract                   s o - - - - - - o - - - o - m | only read
payments:contract-sign              only acted on                 | s > - - - - - - x - - - x - m
payments:contract-comment           only acted on                 | s f - - - - - - x - - - x - m
payments:contract-undo              only acted on                 | s > - - - - - - x - - - x - m
payments:contract-bank-sign         only acted on                 | s x - - - - - - > - - - x - m
payments:contract-phone             s x x x x x x x o x x x x x m | s x x x x x x x f x x x x x m
payments:contract-recompose         only acted on                 | s x - - - - - - > - - - x - m
payments:contract-pdf               s o - - - - - - o - - - x - m | only read
payments:contract-whole             only acted on                 | s x - - - - - - x - - - f - m

# payments: the expert's money      a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
payments:my-money                   s o o x x x x x x x x x x x m | only read
payments:card-choice                only acted on                 | s - - x x x x x x x x x x x m
payments:payslip                    s o - - - - - - - o - - o - m | only read
payments:payslip-pdf                s o - - - - - - - o - - x - m | only read
payments:payslip-returned           only acted on                 | s x - - - - - - - f - - x - m
payments:payslip-whole              only acted on                 | s x - - - - - - - x - - f - m
payments:fees                       s x x x x x x x o o x x o x m | only read

# payments: payroll                 a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
payments:batches                    s x x x x x x x x o x x o x m | only read
payments:batch-preview              s x x x x x x x x o x x x x m | only read
payments:batch-draw                 only acted on                 | s x x x x x x x x f x x x x m
payments:batch                      s - - - - - - - - o - - o - m | only read
payments:batch-approve              only acted on                 | s - - - - - - - - > - - x - m
payments:batch-discard              only acted on                 | s - - - - - - - - f - - x - m
payments:batch-recall               only acted on                 | s - - - - - - - - f - - x - m
payments:batch-write                only acted on                 | s - - - - - - - - > - - x - m
payments:batch-refuse               only acted on                 | s - - - - - - - - f - - x - m
payments:batch-sent                 only acted on                 | s - - - - - - - - > - - x - m
payments:batch-settle               only acted on                 | s - - - - - - - - f - - x - m
payments:bank-file                  s x x x x x x x x o x x x x m | only read
payments:batch-manifest             s - - - - - - - - o - - o - m | only read
payments:fee                        s x x x x x x x x o x x o x m | s x x x x x x x x f x x x x m
payments:fee-release                only acted on                 | s x x x x x x x x > x x x x m
payments:fee-correct                only acted on                 | s x x x x x x x x f x x x x m

# supervision                       a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
supervision:mine                    s o o x x x x x x x x x x x m | only read
supervision:book                    only acted on                 | s > > x x x x x x x x x x x m
supervision:queue                   only acted on                 | s > > x x x x x x x x x x x m
supervision:leave                   only acted on                 | s > > x x x x x x x x x x x m
supervision:contact                 only acted on                 | s > > x x x x x x x x x x x m
supervision:contact-withdraw        only acted on                 | s > > x x x x x x x x x x x m
supervision:debrief-new             s o o x x x x x x x x x x x m | s f f x x x x x x x x x x x m
supervision:debrief                 s o - - - - - - - - - - - - m | s f - - - - - - - - - - - - m
supervision:debrief-decline         only acted on                 | s > > x x x x x x x x x x x m
supervision:sessions                s x x x x x x x x x o x x x m | only read
supervision:slots                   s x x x x x x x x x o x x x m | s x x x x x x x x x f x x x m
supervision:slot-remove             only acted on                 | s x x x x x x x x x > x x x m
supervision:mark                    s x x x x x x x o x o x x x m | s x x x x x x x f x f x x x m
supervision:event-move              s x x x x x x x o x o x x x m | s x x x x x x x f x f x x x m
supervision:debrief-mark            s x - - - - - - o - o - - - m | s x - - - - - - f - f - - - m
supervision:events                  s x x x x x x x o x x x x x m | only read
supervision:event-add               s x x x x x x x o x x x x x m | s x x x x x x x f x x x x x m
supervision:event                   s x x x x x x x o x x x x x m | only read
supervision:event-cancel            only acted on                 | s x x x x x x x > x x x x x m
supervision:came                    only acted on                 | s x x x x x x x > x x x x x m
supervision:debrief-arrange         s x x x x x x x o x x x x x m | s x x x x x x x f x x x x x m

# evaluation                        a e e o m o a a c p s e a m b | a e e o m o a a c p s e a m b
#                                   n x x r a r p p o a u v u a a | n x x r a r p p o a u v u a a
#                                   y p 2 d t 2 p 2 o y p a d i r | y p 2 d t 2 p 2 o y p a d i r
evaluation:link-feedback            o o o o o o o o o o o o o o o | f f f f f f f f f f f f f f f
evaluation:mine                     s o o x x x x x x x x x x x m | only read
evaluation:queue                    s x x x x x x x o x x x x x m | only read
evaluation:give                     s - - o o - - - x - - - - - m | s - - f f - - - x - - - - - m
evaluation:phone                    s x x x x x x x o x x x x x m | s x x x x x x x f x x x x x m
"""

Row = tuple[str, str]
ONLY_READ, ONLY_ACTED_ON = "only read", "only acted on"


def rows() -> dict[str, Row]:
    """Name → the signs of opening and of acting, one for each of WHO; or that there is no such thing."""
    lines = [line for line in TABLE.splitlines() if line and not line.startswith("#")]
    return {name: _row(rest) for name, _space, rest in (line.partition(" ") for line in lines)}


def _row(text: str) -> Row:
    opened, _bar, acted = text.partition("|")
    return _signs(opened.strip()), _signs(acted.strip())


def _signs(text: str) -> str:
    if text in {ONLY_READ, ONLY_ACTED_ON}:
        return text
    signs = text.replace(" ", "")
    assert len(signs) == len(WHO), text
    return signs
