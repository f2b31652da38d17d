using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Selma.Core.Reports.Markup;

/// <summary>Text, which never becomes markup.</summary>
internal sealed class HtmlText(string text) : Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The text as it stands in a page or in a quoted attribute.</summary>
    public static string Escape(string text) => Encoder.Encode(text);

    /// <inheritdoc/>
    public override void Write(TextWriter writer) => writer.Write(Escape(text));
}
