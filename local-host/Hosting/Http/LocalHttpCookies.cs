using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace ServerlessML.LocalHost.Hosting.Http;

internal sealed class LocalHttpCookies(IResponseCookies cookies) : HttpCookies
{
    public override void Append(string name, string value) => cookies.Append(name, value);

    public override void Append(IHttpCookie cookie) =>
        cookies.Append(
            cookie.Name,
            cookie.Value,
            new CookieOptions
            {
                Domain = cookie.Domain,
                Path = cookie.Path,
                Expires = cookie.Expires,
                HttpOnly = cookie.HttpOnly ?? false,
                Secure = cookie.Secure ?? false,
                MaxAge = cookie.MaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                SameSite = cookie.SameSite switch
                {
                    SameSite.Lax => SameSiteMode.Lax,
                    SameSite.Strict => SameSiteMode.Strict,
                    SameSite.ExplicitNone => SameSiteMode.None,
                    _ => SameSiteMode.Unspecified,
                },
            }
        );

    public override IHttpCookie CreateNew() => new HttpCookie("", "");
}
