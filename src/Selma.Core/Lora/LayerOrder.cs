using System.Globalization;

namespace Selma.Core.Lora;

/// <summary>The order in which diffusers' <c>named_modules</c> visits a UNet's layers: way down, way up, middle.</summary>
internal static class LayerOrder
{
    private static readonly string[] Ranked = ["down_blocks", "up_blocks", "mid_block", "attn1", "attn2", "to_q", "to_k", "to_v", "to_out"];

    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    private static int Compare(string a, string b)
    {
        var (left, right) = (a.Split('.'), b.Split('.'));
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var order = Part(left[i]).CompareTo(Part(right[i]));
            order = order != 0 ? order : string.CompareOrdinal(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>A number stands at its value, a ranked name at its place, any other name behind.</summary>
    private static long Part(string part) =>
        long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : Array.IndexOf(Ranked, part) is var place and >= 0 ? place
        : Ranked.Length;
}
