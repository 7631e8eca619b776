using System.Text.RegularExpressions;
using ServerlessML.Contracts.Approval;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Functions.Approval.Notices;

/// <summary>A notice in the form that its receiver takes.</summary>
public static partial class NoticePayload
{
    private const int LongestText = 2000;
    private const string Open = "Open the run";

    public static byte[] Of(Notice notice, NotifyFormat format, Uri link) =>
        CanonicalJson.Serialize<object>(
            format switch
            {
                NotifyFormat.Slack => Slack(notice, link),
                NotifyFormat.Teams => Teams(notice, link),
                _ => Plain(notice, link),
            }
        );

    private static object Plain(Notice notice, Uri link) =>
        new
        {
            notice.Kind,
            notice.Pipeline,
            notice.RunId,
            notice.Message,
            notice.By,
            notice.Comment,
            notice.Evidence,
            notice.At,
            notice.ExpiresAt,
            notice.Key,
            link,
        };

    // https://api.slack.com/reference/block-kit/blocks
    private static object Slack(Notice notice, Uri link)
    {
        var text = Short(
            $"*{notice.Pipeline}*: {SlackText(notice.Message)}{(notice.Comment is null ? "" : $"\n> {SlackText(notice.Comment)}")}"
        );
        return new
        {
            text,
            blocks = new object[]
            {
                new { type = "section", text = new { type = "mrkdwn", text } },
                new
                {
                    type = "context",
                    elements = new object[] { new { type = "mrkdwn", text = $"{notice.RunId} · evidence {notice.Evidence.Short}" } },
                },
                new
                {
                    type = "actions",
                    elements = new object[]
                    {
                        new
                        {
                            type = "button",
                            text = new { type = "plain_text", text = Open },
                            url = link,
                        },
                    },
                },
            },
        };
    }

    // https://adaptivecards.io/explorer/
    private static object Teams(Notice notice, Uri link) =>
        new
        {
            type = "message",
            attachments = new object[]
            {
                new
                {
                    contentType = "application/vnd.microsoft.card.adaptive",
                    content = new Dictionary<string, object>
                    {
                        ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                        ["type"] = "AdaptiveCard",
                        ["version"] = "1.4",
                        ["body"] = new object[]
                        {
                            new
                            {
                                type = "TextBlock",
                                text = $"{notice.Pipeline}: {Markdown(Short(notice.Message))}",
                                wrap = true,
                                weight = "Bolder",
                            },
                            new { type = "FactSet", facts = Facts(notice) },
                        },
                        ["actions"] = new object[]
                        {
                            new
                            {
                                type = "Action.OpenUrl",
                                title = Open,
                                url = link,
                            },
                        },
                    },
                },
            },
        };

    private static IEnumerable<object> Facts(Notice notice) =>
        from fact in ((string Title, string? Value)[])
            [("Run", notice.RunId), ("Evidence", notice.Evidence.Short), ("By", notice.By), ("Comment", notice.Comment)]
        where fact.Value is not null
        select new { title = fact.Title, value = Markdown(Short(fact.Value)) };

    // What people wrote is shown as they wrote it, and makes no links.
    private static string SlackText(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Markdown(string text) => Marks().Replace(text, @"\$0");

    private static string Short(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}…";

    [GeneratedRegex(@"[\\\[\]()*_`~#>|!]")]
    private static partial Regex Marks();
}
