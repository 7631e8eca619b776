using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ServerlessML.Contracts.Identity;

namespace ServerlessML.Tests.Fuzz;

/// <summary>What people give as reasons and comments, at every route that the API's description gives one.</summary>
public sealed class GivenTextTests : IAsyncLifetime
{
    private FuzzedSystem _system = null!;

    public async Task InitializeAsync() => _system = await FuzzedSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task EveryReasonAndComment_OfMoreThan2000CharactersOrWithAControlCharacter_IsRefusedByName()
    {
        var asked = 0;
        using var http = new HttpClient { BaseAddress = _system.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _system.Tokens[Role.Operator]);
        foreach (var member in (string[])["reason", "comment"])
        {
            foreach (var (method, address, body) in new ApiRequests().With(member))
            {
                foreach (
                    var (text, refused) in ((string, string?)[])
                        [
                            (new string('a', 2001), "at most 2000 characters, not 2001"),
                            ("a\u001b[2Jb", "a control character"),
                            ("a\0b", "a control character"),
                            ("a\u009bb", "a control character"),
                            (new string('a', 1998) + "\n.", null),
                        ]
                )
                {
                    body[member] = text;
                    using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative))
                    {
                        Content = JsonContent.Create(body),
                    };
                    using var answer = await http.SendAsync(request);
                    var detail = (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())?["detail"] ?? "";
                    asked++;
                    Assert.True(
                        refused is null
                            ? !detail.Contains($"'{member}'", StringComparison.Ordinal)
                            : answer.StatusCode == HttpStatusCode.BadRequest
                                && detail.Contains($"'{member}'", StringComparison.Ordinal)
                                && detail.Contains(refused, StringComparison.Ordinal),
                        $"{method} {address} with {member} of {text.Length}: {(int)answer.StatusCode} {detail}"
                    );
                }
            }
        }

        Assert.True(asked >= 20, $"{asked}");
    }
}
