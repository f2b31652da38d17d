namespace Selma.Core.Models.Language;

/// <summary>Which words stand around a noun.</summary>
/// <param name="Amount">Article, number or neither.</param>
/// <param name="HasSize">Whether a size is said.</param>
/// <param name="HasColor">Whether a colour is said.</param>
/// <param name="HasPlace">Whether its place is said behind it.</param>
internal readonly record struct ThingForm(Amount Amount, bool HasSize, bool HasColor, bool HasPlace)
{
    /// <summary>Whether one thing is meant.</summary>
    public bool IsSingle => Amount is Amount.Article or Amount.Bare;

    /// <summary>The same words for one thing.</summary>
    public ThingForm Single() => IsSingle ? this : this with { Amount = Amount.Article };
}
