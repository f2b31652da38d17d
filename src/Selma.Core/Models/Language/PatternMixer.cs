using Selma.Core.Numerics;

namespace Selma.Core.Models.Language;

/// <summary>Recombines the patterns of several examples: as many clauses of each kind as one example has, taken from all of them.</summary>
internal sealed class PatternMixer(IReadOnlyList<Pattern> patterns)
{
    private static readonly ClauseKind[] UsualOrder = [ClauseKind.Things, ClauseKind.Background, ClauseKind.Tag, ClauseKind.Other];

    /// <summary>Draws a pattern.</summary>
    public Pattern Mix(Draws draws)
    {
        var whole = draws.Choose(patterns); // order of the kinds, stops
        var kinds = whole.Clauses.Select(clause => clause.Kind).Concat(UsualOrder).Distinct();
        List<Clause> clauses = [.. kinds.SelectMany(kind => Clauses(kind, draws))];
        var stop = whole.Clauses.Concat(patterns.SelectMany(pattern => pattern.Clauses))
            .Select(clause => clause.Join).FirstOrDefault(join => join.Length > 0, ", ");
        for (var i = 0; i < clauses.Count; i++)
        {
            clauses[i] = clauses[i] with { Join = i == 0 ? "" : clauses[i].Join.Length > 0 ? clauses[i].Join : stop };
        }

        MixPieces(clauses, draws);
        return new(clauses, whole.End);
    }

    private List<Clause> Clauses(ClauseKind kind, Draws draws)
    {
        Clause[][] sources = [.. patterns.Select(pattern => pattern.Clauses.Where(clause => clause.Kind == kind).ToArray())];
        Clause[][] having = [.. sources.Where(source => source.Length > 0)];
        var count = having.Length == 0 ? 0 : draws.Choose(kind == ClauseKind.Things ? having : sources).Length; // things there must be
        if (count == 0)
        {
            return [];
        }

        var later = having.SelectMany(source => source.Skip(1)).ToList();
        List<Clause> chosen = [];
        while (chosen.Count < count - 1)
        {
            var fresh = later.Where(clause => chosen.All(other => other.Frame != clause.Frame)).ToArray();
            chosen.Add(draws.Choose(fresh.Length > 0 ? fresh : [.. later]));
        }

        return [draws.Choose(having)[0], .. chosen.OrderBy(clause => clause.Position)];
    }

    /// <summary>Gives half of the things and connections the form of another one of the examples; how many there are is said as in its place.</summary>
    private void MixPieces(List<Clause> clauses, Draws draws)
    {
        Piece[][] things = [.. patterns.Select(pattern => Pieces(pattern.Clauses, PieceKind.Thing)).Where(pieces => pieces.Length > 0)];
        Piece[] connections = [.. patterns.SelectMany(pattern => Pieces(pattern.Clauses, PieceKind.Relation, PieceKind.Joint))];
        var place = 0;
        for (var i = 0; i < clauses.Count; i++)
        {
            clauses[i] = clauses[i] with { Pieces = [.. clauses[i].Pieces.Select(Mixed)] };
        }

        Piece Mixed(Piece piece) => piece.Kind switch
        {
            PieceKind.Thing => piece with { Form = Mix(piece.Form, things, place++, draws) },
            PieceKind.Relation or PieceKind.Joint when draws.Next(2) == 0 => draws.Choose(connections),
            _ => piece,
        };
    }

    private static ThingForm Mix(ThingForm form, Piece[][] things, int place, Draws draws)
    {
        var amounts = things.Where(pieces => pieces.Length > place).Select(pieces => pieces[place].Form.Amount).Append(form.Amount).ToArray();
        var other = draws.Choose(draws.Choose(things)).Form;
        return new(
            draws.Next(2) == 0 ? form.Amount : draws.Choose(amounts),
            (draws.Next(2) == 0 ? form : other).HasSize,
            (draws.Next(2) == 0 ? form : other).HasColor,
            (draws.Next(2) == 0 ? form : other).HasPlace);
    }

    private static Piece[] Pieces(IEnumerable<Clause> clauses, params PieceKind[] kinds) =>
        [.. clauses.SelectMany(clause => clause.Pieces).Where(piece => kinds.Contains(piece.Kind))];
}
