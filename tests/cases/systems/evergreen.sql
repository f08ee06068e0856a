-- Notices of the Harbour Library
INSERT INTO action_trigger.hook (key, core_type, description) VALUES ('harbour.due', 'circ', 'It''s due');

INSERT INTO action_trigger.event_definition (id, active, owner, name, hook, validator, reactor, delay, template)
    VALUES (901, 't', 1, 'Harbour Courtesy Notice', 'harbour.due', 'CircIsOpen', 'SendEmail', '-3 days',
$$
[%- USE date -%]
[%- user = target.0.usr -%]
To: [%- params.recipient_email || user.email %]
From: [%- params.sender_email || default_sender %]
Subject: Your loans are due, [% user.first_given_name %]
Auto-Submitted: auto-generated

Dear [% user.first_given_name %],

these books are due soon:
[% FOR circ IN target %]
  [%- title = helpers.get_copy_bib_basics(circ.target_copy.id).title -%]
  [% title %], due [% date.format(helpers.format_date(circ.due_date), '%Y-%m-%d') %]
[% END %]
[% IF user.photo_url %]Nice picture.[% END %]

$$), (902, 'f', 1, 'Harbour Mark Lost', 'harbour.due', 'CircIsOpen', 'MarkItemLost', '90 days', NULL);

INSERT INTO action_trigger.event_definition (id, owner, name, hook, validator, reactor, message_title, message_template, template)
    VALUES (903, 1, 'Harbour Slip', 'harbour.print', 'NOOP_True', 'ProcessTemplate', 'Your slip', 'It''s printed, come soon.', '<p>Your loans, it''s all here.</p>');
