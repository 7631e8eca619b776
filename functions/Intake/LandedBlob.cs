using Azure.Storage.Blobs.Models;
using ServerlessML.Contracts.Intake;

namespace ServerlessML.Functions.Intake;

/// <summary>One blob of a batch, told by its name, its length and what stands for a folder.</summary>
/// <param name="Name">Its name in the batch.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Tag">Changes with its content.</param>
/// <param name="Changed">When it was written.</param>
/// <param name="SaysFolder">Its metadata says that it is a folder.</param>
public sealed record LandedBlob(string Name, long Length, string Tag, DateTimeOffset Changed, bool SaysFolder)
{
    private static readonly HashSet<string> Systems = new(StringComparer.OrdinalIgnoreCase)
    {
        "desktop.ini",
        "thumbs.db",
        "ehthumbs.db",
        "Icon\r",
        "$RECYCLE.BIN",
        "System Volume Information",
        "lost+found",
        "@eaDir",
    };

    private static readonly HashSet<string> Documents = new(
        (
            ".md .rst .pdf .doc .docx .odt .rtf .ppt .pptx .odp .html .htm .css .png .jpg .jpeg .gif .svg .bmp .webp .ico .ini .cfg .url .lnk "
            + ".webloc .log .sh .ps1 .bat .py .r .ipynb .sql .yaml .yml .toml .xsd .md5 .sha1 .sha256 .sha512 .sig .asc"
        ).Split(' '),
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly HashSet<string> DocumentNames = new(
        ["readme", "license", "licence", "changelog", "notice"],
        StringComparer.OrdinalIgnoreCase
    );

    private string Last => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>Written by this system, or the word of whoever landed the batch that it is complete.</summary>
    public bool IsMarker => Last is StorageLayout.CompleteMarker or LandingZone.ProblemNote or LandingZone.Note or LandingZone.TakenMarker;

    /// <summary>Like Spark: a folder of a partition may have any name.</summary>
    public bool IsHidden => Name.Split('/').Any(part => part.StartsWith('.') || (part.StartsWith('_') && !part.Contains('=')));

    public DataFormat? Format => DataFormats.Of(Name);

    public static LandedBlob Of(BlobItem blob, string folder) =>
        new(
            blob.Name[folder.Length..],
            blob.Properties.ContentLength ?? 0,
            blob.Properties.ETag?.ToString() ?? "",
            blob.Properties.LastModified ?? DateTimeOffset.MinValue,
            blob.Metadata?.Any(pair =>
                pair.Key.Equals("hdi_isfolder", StringComparison.OrdinalIgnoreCase)
                && pair.Value.Equals("true", StringComparison.OrdinalIgnoreCase)
            ) == true
        );

    /// <summary>Tells what holds no rows of the batch; null for data, and for what may be data in a format that is not read.</summary>
    /// <param name="folders">The names that others of the batch are in.</param>
    public PassedOverKind? PassedOverAs(IReadOnlySet<string> folders) =>
        Name.EndsWith('/')
        || (Length == 0 && (SaysFolder || folders.Contains(Name) || Name.EndsWith("_$folder$", StringComparison.Ordinal)))
            ? PassedOverKind.Folder
        : IsHidden || Last.EndsWith(".crc", StringComparison.OrdinalIgnoreCase) ? PassedOverKind.Hidden
        : Last.StartsWith("~$", StringComparison.Ordinal) || Name.Split('/').Any(Systems.Contains) ? PassedOverKind.System
        : Length == 0 ? PassedOverKind.Empty
        : Format is null && IsDocument ? PassedOverKind.Document
        : null;

    private bool IsDocument =>
        Documents.Contains(Path.GetExtension(Last)) || DocumentNames.Contains(Path.GetFileNameWithoutExtension(Last));
}
