"""What is shown of conversations and messages, each in one statement."""

from nexus.kernel.database.rows import RowReader

# Seen from one side. An account that is closed is nobody any more: no id, no name.
CONVERSATIONS = RowReader("""
    SELECT side.id, side.last_at, side.is_host, side.unread, side.party_id, side.read_number,
           opposite.read_number AS read_by_other,
           conversation.id AS conversation_id, conversation.kind, conversation.about, conversation.title,
           conversation.started_at, conversation.last_number,
           other.id AS other_id, other.username AS other__username,
           last.id AS last_id, last.is_from_host AS last_is_from_host, last.sent_at AS last_sent_at,
           left(last.text, 200) AS last_text,
           (SELECT count(*) FROM messaging_attachment WHERE message_id = last.id) AS last_files,
           EXISTS (
               SELECT FROM messaging_block AS block
               WHERE block.by_id = side.party_id AND block.whom_id = side.other_id
           ) AS is_blocked,
           EXISTS (
               SELECT FROM messaging_block AS block
               WHERE block.by_id = side.other_id AND block.whom_id = side.party_id
           ) AS is_blocked_by_other
    FROM {keys}
    JOIN messaging_participant AS side ON side.id = keys.id
    JOIN messaging_conversation AS conversation ON conversation.id = side.conversation_id
    JOIN messaging_participant AS opposite
        ON opposite.conversation_id = conversation.id AND opposite.is_host <> side.is_host
    LEFT JOIN accounts_user AS other ON other.id = side.other_id AND other.is_active
    LEFT JOIN messaging_message AS last
        ON last.conversation_id = conversation.id AND last.number = conversation.last_number
""")

MESSAGES = RowReader("""
    SELECT message.id, message.conversation_id, message.number, message.is_from_host, message.text,
           message.sent_at, author.id AS author_id, author.username AS author__username,
           party.id AS party_id, party.username AS party__username,
           (
               SELECT COALESCE(json_agg(entry ORDER BY entry.id), '[]')
               FROM (
                   SELECT file.id, file.name, file.content_type, file.size
                   FROM messaging_attachment AS file WHERE file.message_id = message.id
               ) AS entry
           ) AS attachments
    FROM {keys}
    JOIN messaging_message AS message ON message.id = keys.id
    JOIN messaging_conversation AS conversation ON conversation.id = message.conversation_id
    LEFT JOIN accounts_user AS author ON author.id = message.author_id AND author.is_active
    LEFT JOIN accounts_user AS party
        ON party.id = CASE WHEN message.is_from_host THEN conversation.host_id ELSE conversation.guest_id END
        AND party.is_active
""")
